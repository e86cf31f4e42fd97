//! Forms: what a browser sent, and where questions stand on a page.

use std::collections::{BTreeMap, BTreeSet};

use axum::body::{Body, Bytes, HttpBody as _};
use axum::extract::{Form, FromRequest, Request};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse as _;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tutas_app::view::{Question, QuestionKind};

use crate::i18n::T;
use crate::page::Wrong;
use crate::problem::Fault;

/// How browsers send a form without a file.
pub(crate) const FORM_TYPE: &str = "application/x-www-form-urlencoded";

/// The fields of a form, in order; a name may come more than once. Personal data: no `Debug`.
#[derive(Default)]
pub struct Fields(Vec<(String, String)>);

impl Fields {
    /// Fields as a browser would send them, in an address or in a test.
    pub(crate) fn of(pairs: Vec<(String, String)>) -> Self {
        Self(pairs)
    }

    /// The last value of a field.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .rev()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// Whether a box was ticked.
    pub fn is_ticked(&self, name: &str) -> bool {
        self.value(name)
            .is_some_and(|value| !value.is_empty() && value != "false")
    }

    /// All values of a field, as of a group of boxes.
    pub fn values(&self, name: &str) -> BTreeSet<String> {
        self.0
            .iter()
            .filter(|(key, _)| key == name)
            .map(|(_, value)| value.clone())
            .collect()
    }

    /// The fields by name; of a repeated one the last value.
    pub fn to_map(&self) -> BTreeMap<String, String> {
        self.0.iter().cloned().collect()
    }

    /// All of them as they came.
    pub(crate) fn pairs(&self) -> &[(String, String)] {
        &self.0
    }

    /// A number in a hidden field.
    pub fn number(&self, name: &str) -> Option<u64> {
        self.value(name)?.trim().parse().ok()
    }
}

/// The body of a form, kept until it is known that it was taken: who is asked to come again finds
/// it on the page. A file is not kept. Personal data: no `Debug`.
#[derive(Clone)]
pub(crate) struct Sent(Bytes);

impl Sent {
    /// What came.
    pub(crate) fn new(body: Bytes) -> Self {
        Self(body)
    }

    /// The body once more, for whoever handles it.
    pub(crate) fn into_body(self) -> Body {
        Body::from(self.0)
    }

    /// The fields of the form.
    pub(crate) async fn fields(self) -> Option<Fields> {
        let request = Request::post("/").header(CONTENT_TYPE, FORM_TYPE);
        let request = request.body(self.into_body()).ok()?;
        Fields::from_request(request, &()).await.ok()
    }
}

impl<S: Send + Sync> FromRequest<S> for Fields {
    type Rejection = Fault;

    async fn from_request(request: Request, state: &S) -> Result<Self, Fault> {
        // A button without fields may send nothing, and so no type of it either.
        if request.body().is_end_stream() && !request.headers().contains_key(CONTENT_TYPE) {
            return Ok(Self::default());
        }
        let fields = Form::<Vec<(String, String)>>::from_request(request, state).await;
        fields
            .map(|Form(fields)| Self(fields))
            .map_err(|rejection| match rejection.into_response().status() {
                StatusCode::PAYLOAD_TOO_LARGE => Fault::TooLarge,
                _ => Fault::BadForm,
            })
    }
}

/// The most characters of somebody's own words, and of one line. A browser that is told so cuts off
/// what is more and says nothing: it is counted here, and whoever wrote more keeps all of it.
pub(crate) const LONGEST_WORDS: usize = 5_000;
pub(crate) const LONGEST_LINE: usize = 500;

/// What is wrong with a text that is too long. The end of a line counts once, however it is sent.
pub(crate) fn too_long(t: T, text: &str, most: usize) -> Option<String> {
    let count = text.chars().filter(|sign| *sign != '\r').count();
    let args = [("count", count.into()), ("most", most.into())];
    (count > most).then(|| t.a("problem-words-too-long", &args))
}

impl T {
    /// How much of somebody's own words is taken.
    pub(crate) fn words_most(&self) -> String {
        self.a("words-most", &[("most", LONGEST_WORDS.into())])
    }
}

/// Year, month and day of a date as it stands in a form: a real date or what was typed for one.
pub fn date_parts(value: &str) -> [&str; 3] {
    let mut parts = value.splitn(3, '-');
    [(); 3].map(|()| parts.next().unwrap_or_default())
}

/// Questions that one answer to a choice opens.
pub fn opened_by<'a>(all: &'a [Question], key: &str, code: &str) -> Vec<&'a Question> {
    let opens = |(on, value): &(String, String)| on == key && value == code;
    all.iter()
        .filter(|question| question.only_if.as_ref().is_some_and(opens))
        .collect()
}

/// Whether a question stands inside a choice on the same page.
pub fn is_nested(all: &[Question], question: &Question) -> bool {
    question.only_if.as_ref().is_some_and(|(key, value)| {
        all.iter().any(|other| match &other.kind {
            QuestionKind::Choice(options) => {
                other.key == *key && options.iter().any(|(code, _)| code == value)
            }
            _ => false,
        })
    })
}

/// What is wrong with the answers, for the summary at the top of a page.
pub fn wrong(t: T, questions: &[Question]) -> Vec<Wrong> {
    let line = |question: &Question| {
        let text = t.problem(question)?;
        let field = match question.kind {
            QuestionKind::Date => format!("{}-day", question.key),
            _ => question.key.clone(),
        };
        Some(Wrong { field, text })
    };
    questions.iter().filter_map(line).collect()
}

/// The name of a coded value, as a form sends it.
pub(crate) fn code(value: impl Serialize) -> String {
    let coded = serde_json::to_value(value).ok();
    let coded = coded.as_ref().and_then(serde_json::Value::as_str);
    coded.unwrap_or_default().to_owned()
}

/// The coded value of this name.
pub(crate) fn coded<V: DeserializeOwned>(name: &str) -> Option<V> {
    serde_json::from_value(serde_json::Value::String(name.to_owned())).ok()
}

#[cfg(test)]
mod tests {
    use tutas_app::view::AnswerProblem;
    use tutas_domain::text::{Lang, Texts};

    use super::*;
    use crate::i18n::tests::words;

    #[tokio::test]
    async fn what_was_sent_is_read_as_it_came() {
        let sent = Sent::new(Bytes::from("words=%D2%B1+1&words=2"));
        let pairs = [("words", "ұ 1"), ("words", "2")];
        let pairs = pairs.map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(sent.fields().await.unwrap().pairs(), pairs);
    }

    pub(crate) fn question(key: &str, kind: QuestionKind) -> Question {
        let title = Texts {
            en: format!("Title of {key}"),
            ..Texts::default()
        };
        Question {
            key: key.to_owned(),
            title,
            hint: Texts::default(),
            required: true,
            kind,
            value: String::new(),
            problem: None,
            from_register: None,
            only_if: None,
        }
    }

    #[test]
    fn a_repeated_field_keeps_all_its_values() {
        let pairs = [("step", "a"), ("step", "b"), ("version", "7")];
        let fields = Fields(pairs.map(|(k, v)| (k.to_owned(), v.to_owned())).to_vec());
        assert_eq!(fields.values("step").len(), 2);
        assert_eq!(fields.value("step"), Some("b"));
        assert_eq!(fields.number("version"), Some(7));
        assert!(!fields.is_ticked("consent"));
    }

    #[tokio::test]
    async fn a_button_without_fields_may_send_nothing() {
        let sent = async |kind: Option<&str>, body: &'static str| {
            let mut request = Request::post("/");
            if let Some(kind) = kind {
                request = request.header(CONTENT_TYPE, kind);
            }
            let request = request.body(Body::from(body)).unwrap();
            Fields::from_request(request, &())
                .await
                .map(|fields| fields.0)
        };
        let form = "application/x-www-form-urlencoded";
        assert!(matches!(sent(None, "").await, Ok(fields) if fields.is_empty()));
        assert!(matches!(sent(Some(form), "").await, Ok(fields) if fields.is_empty()));
        assert!(matches!(sent(Some(form), "a=b").await, Ok(fields) if fields.len() == 1));
        assert!(sent(None, "a=b").await.is_err());
        assert!(sent(Some("text/plain"), "a=b").await.is_err());
    }

    #[test]
    fn what_is_too_long_is_told_with_both_numbers_and_an_end_of_line_counts_once() {
        for lang in Lang::ALL {
            let t = words(lang);
            let fits = "ә\r\n".repeat(LONGEST_WORDS / 2);
            assert_eq!(too_long(t, &fits, LONGEST_WORDS), None);
            let told = too_long(t, &format!("{fits}ң"), LONGEST_WORDS).unwrap();
            assert!(
                told.contains("5001") && told.contains("5000"),
                "{lang}: {told}"
            );
            assert!(t.words_most().contains("5000"), "{lang}");
        }
    }

    #[test]
    fn a_coded_value_is_sent_by_its_name() {
        use tutas_app::view::RevocationGround;
        assert_eq!(code(RevocationGround::KnowinglyFalse), "knowingly-false");
        for ground in RevocationGround::ALL {
            assert_eq!(coded(&code(ground)), Some(ground));
        }
        assert_eq!(coded::<RevocationGround>("none"), None);
    }

    #[test]
    fn a_half_typed_date_keeps_what_was_typed() {
        assert_eq!(date_parts("2026-03-17"), ["2026", "03", "17"]);
        assert_eq!(date_parts("-13-"), ["", "13", ""]);
        assert_eq!(date_parts(""), ["", "", ""]);
    }

    #[test]
    fn a_question_that_a_choice_opens_stands_inside_it() {
        let options = vec![("joint".to_owned(), Texts::default())];
        let father = question("father", QuestionKind::Choice(options));
        let mut iin = question("father_iin", QuestionKind::Iin);
        iin.only_if = Some(("father".to_owned(), "joint".to_owned()));
        let all = [father, iin];
        assert!(is_nested(&all, &all[1]) && !is_nested(&all, &all[0]));
        assert_eq!(opened_by(&all, "father", "joint").len(), 1);
        assert!(opened_by(&all, "father", "blank").is_empty());
    }

    #[test]
    fn the_summary_leads_to_the_first_field_of_a_date() {
        let mut born = question("born_on", QuestionKind::Date);
        born.problem = Some(AnswerProblem::NotADate);
        let lines = wrong(words(Lang::En), &[born]);
        assert_eq!(lines.len(), 1);
        assert_eq!(lines[0].field, "born_on-day");
    }
}
