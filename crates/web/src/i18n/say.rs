//! Values of views, said in words.

use std::borrow::Borrow;

use tutas_app::Limit;
use tutas_app::view::{AnswerProblem, ChildLabel, Outage, Question, Shown, WhoseView, WhyUnknown};
use tutas_domain::text::{Lang, Law, Mark, capitalised};

use super::T;

impl T {
    /// A citation: `Code on Marriage and Family, art. 192(1)`, with its mark in words if it is not
    /// certain.
    pub fn law(&self, law: &Law) -> String {
        let cited = self.law_only(law);
        match self.mark(law) {
            Some(mark) => format!("{cited} ({mark})"),
            None => cited,
        }
    }

    /// A citation without its mark.
    pub fn law_only(&self, law: &Law) -> String {
        let act = self.x(&law.act);
        let articles = law.articles.trim();
        if articles.is_empty() {
            return act.to_owned();
        }
        // Not every act has articles: what begins with a word says itself what it counts.
        if !articles.starts_with(|first: char| first.is_ascii_digit()) {
            return format!("{act}, {articles}");
        }
        let many = names_several(articles);
        match (self.lang, many) {
            (Lang::Kk, false) => format!("{act}, {articles}-бап"),
            (Lang::Kk, true) => format!("{act}, {articles}-баптар"),
            (Lang::Ru, _) => format!("{act}, ст.\u{a0}{articles}"),
            (Lang::En, false) => format!("{act}, art.\u{a0}{articles}"),
            (Lang::En, true) => format!("{act}, arts.\u{a0}{articles}"),
        }
    }

    /// How sure a citation is, in words; nothing when it was read in the law itself.
    pub fn mark(&self, law: &Law) -> Option<String> {
        match law.mark {
            Mark::Certain => None,
            Mark::Secondary => Some(self.m("law-secondary")),
            Mark::Assumed => Some(self.m("law-assumed")),
        }
    }

    /// A value.
    pub fn shown(&self, shown: &Shown) -> String {
        match shown {
            Shown::Text(text) => text.clone(),
            Shown::Coded(texts) => self.x(texts).to_owned(),
            Shown::Date(date) => self.date(date),
            Shown::Int(int) => int.to_string(),
            Shown::Number(number) => self.number(number),
            Shown::Money(amount) => self.money(amount),
            Shown::Bool(true) => self.m("yes"),
            Shown::Bool(false) => self.m("no"),
            Shown::None => self.m("value-none"),
            Shown::Unknown => self.m("value-unknown"),
        }
    }

    /// Whose data it is.
    pub fn whose(&self, whose: &WhoseView) -> String {
        match whose {
            WhoseView::You => self.m("whose-you"),
            WhoseView::Child => self.m("whose-child"),
            WhoseView::Adult(role) => self.a("whose-adult", &[("role", self.x(role).into())]),
            WhoseView::Public => self.m("whose-public"),
        }
    }

    /// What stands above registers whose answers are waited for.
    pub fn outages(&self, outages: &[Outage]) -> &'static str {
        if outages.iter().any(|outage| outage.since.is_some()) {
            "case-outages"
        } else {
            "case-unusable-answers"
        }
    }

    /// A register whose answer is waited for.
    pub fn outage(&self, outage: &Outage) -> String {
        let register = ("register", self.x(&outage.register).into());
        let next = ("next", self.date_time(outage.next).into());
        match outage.since {
            Some(since) => {
                let since = ("since", self.date_time(since).into());
                self.a("case-outage", &[register, since, next])
            }
            None => self.a("case-unusable-answer", &[register, next]),
        }
    }

    /// Why nothing is known.
    pub fn why_unknown(&self, why: &WhyUnknown) -> String {
        self.m(match why {
            WhyUnknown::NoConsent => "unknown-no-consent",
            WhyUnknown::Down => "unknown-down",
            WhyUnknown::Unusable => "unknown-unusable",
            WhyUnknown::Later => "unknown-later",
        })
    }

    /// Which child, as one speaks of a child that may have no name yet: `Girl, born on 15 March`,
    /// or with its number where there are several.
    pub fn child(&self, child: &ChildLabel) -> String {
        let sex = child.sex.as_ref().map(|sex| self.x(sex));
        let mut parts = Vec::new();
        if child.of > 1 {
            parts.push(self.a("child-number", &[("number", child.ordinal.into())]));
            parts.extend(sex.map(str::to_owned));
        } else {
            let of_sex = |sex: &str| self.a("child-of-sex", &[("sex", sex.into())]);
            parts.push(sex.map_or_else(|| self.m("child-one"), |sex| capitalised(&of_sex(sex))));
        }
        parts.extend(
            child
                .born_on
                .map(|day| self.a("born-on", &[("date", self.date(day).into())])),
        );
        parts.join(", ")
    }

    /// What is wrong with the answer to a question, if anything is.
    pub fn problem(&self, question: &Question) -> Option<String> {
        let title = self.x(&question.title);
        Some(match question.problem.as_ref()? {
            AnswerProblem::Missing => self.a("problem-missing", &[("question", title.into())]),
            AnswerProblem::NotAChoice => self.a("problem-choice", &[("question", title.into())]),
            AnswerProblem::NotADate => self.a("problem-date", &[("question", title.into())]),
            AnswerProblem::NoSuchDay => {
                self.a("problem-no-such-day", &[("question", title.into())])
            }
            AnswerProblem::TooEarly(earliest) => {
                let earliest = self.date(earliest);
                let args = [("question", title.into()), ("date", earliest.into())];
                self.a("problem-too-early", &args)
            }
            AnswerProblem::Future => self.a("problem-future", &[("question", title.into())]),
            AnswerProblem::TooManyNames(most) => {
                self.a("problem-too-many-names", &[("most", most.into())])
            }
            AnswerProblem::NotALetter(sign) => {
                self.a("problem-not-a-letter", &[("sign", sign.to_string().into())])
            }
            AnswerProblem::TooLong(most) => self.a(
                "problem-too-long",
                &[("question", title.into()), ("most", most.into())],
            ),
            AnswerProblem::IinLength => self.m("problem-iin-length"),
            AnswerProblem::IinCheck => self.m("problem-iin-check"),
            AnswerProblem::IinOwn => self.m("problem-iin-own"),
            AnswerProblem::Iban => self.m("problem-iban"),
            AnswerProblem::IbanCheck => self.m("problem-iban-check"),
        })
    }

    /// Why no more of something is taken.
    pub fn too_many(&self, limit: Limit) -> String {
        self.a(limit.code(), &[("most", limit.most().into())])
    }

    /// The name of a language in itself.
    pub fn lang_name(&self, lang: impl Borrow<Lang>) -> &'static str {
        match lang.borrow() {
            Lang::Kk => "Қазақша",
            Lang::Ru => "Русский",
            Lang::En => "English",
        }
    }
}

/// Whether a citation names several articles. `19-1` is one article, put in after the nineteenth;
/// `79-80` are two, and `91(2)-93` three; `192(1)-(3)` and `5(1, 2)` are parts of one.
fn names_several(articles: &str) -> bool {
    let mut depth = 0_usize;
    let bare: String = articles
        .chars()
        .filter(|sign| {
            depth += usize::from(*sign == '(');
            let inside = depth > 0;
            depth -= usize::from(*sign == ')' && inside);
            !inside
        })
        .collect();
    let number = |text: &str| text.trim().parse::<u32>().ok();
    bare.contains([',', ';', '–'])
        || bare.split_once('-').is_some_and(|(first, last)| {
            let ends = number(first).zip(number(last));
            ends.is_some_and(|(first, last)| first < last) || last.contains('-')
        })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use tutas_domain::text::Texts;

    use super::super::tests::words;
    use super::*;

    fn law(articles: &str, mark: Mark) -> Law {
        let act = Texts {
            kk: "Кодекс".into(),
            ru: "Кодекс".into(),
            en: "Code".into(),
        };
        Law {
            act,
            articles: articles.into(),
            mark,
        }
    }

    #[test]
    fn a_citation_names_act_and_article_in_each_language() {
        let cited = law("192(1)", Mark::Certain);
        assert_eq!(words(Lang::Kk).law(&cited), "Кодекс, 192(1)-бап");
        assert_eq!(words(Lang::Ru).law(&cited), "Кодекс, ст.\u{a0}192(1)");
        assert_eq!(words(Lang::En).law(&cited), "Code, art.\u{a0}192(1)");
        assert_eq!(
            words(Lang::En).law(&law("79-80", Mark::Certain)),
            "Code, arts.\u{a0}79-80"
        );
        assert_eq!(words(Lang::En).law(&law("", Mark::Certain)), "Code");
        assert_eq!(
            words(Lang::En).law(&law("para. 4", Mark::Certain)),
            "Code, para. 4"
        );
    }

    /// Before anything is read nobody knows whether the child's mother is the one who reads this.
    #[test]
    fn whose_data_it_is_is_said_by_role_and_not_that_it_is_somebody_else() {
        let role = Texts {
            kk: "баланың анасы".into(),
            ru: "мать ребёнка".into(),
            en: "the child’s mother".into(),
        };
        for (lang, other) in [
            (Lang::Kk, "Басқа"),
            (Lang::Ru, "друго"),
            (Lang::En, "nother"),
        ] {
            let said = words(lang).whose(&WhoseView::Adult(role.clone()));
            assert!(
                said.contains(role.get(lang)) && !said.contains(other),
                "{said}"
            );
        }
    }

    #[test]
    fn an_article_put_in_later_is_one_article_and_a_range_is_several() {
        let kazakh = |articles| words(Lang::Kk).law(&law(articles, Mark::Certain));
        for one in ["19-1", "19-1(2)", "192(1)-(3)", "5(1, 2)", "192"] {
            assert_eq!(kazakh(one), format!("Кодекс, {one}-бап"));
        }
        for several in ["79-80", "91(2)-93", "47, 192", "187; 189"] {
            assert_eq!(kazakh(several), format!("Кодекс, {several}-баптар"));
        }
        let english = words(Lang::En).law(&law("19-1", Mark::Certain));
        assert_eq!(english, "Code, art.\u{a0}19-1");
    }

    /// The register of births by medical record, as the catalog has it, says what a child is called.
    fn child(sex: Option<&str>, of: usize) -> ChildLabel {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../catalog");
        let catalog = tutas_catalog::load(std::path::Path::new(folder))
            .unwrap()
            .catalog
            .unwrap();
        let names = &catalog.registers["medical-births"].fields["sex"].values;
        ChildLabel {
            ordinal: 2.min(of),
            of,
            born_on: Some(date(2026, 3, 15)),
            sex: sex.map(|sex| names[sex].clone()),
        }
    }

    #[test]
    fn whoever_sends_too_much_is_told_how_much_is_taken() {
        for (lang, limit) in Lang::ALL
            .into_iter()
            .flat_map(|l| Limit::ALL.map(|x| (l, x)))
        {
            let said = words(lang).too_many(limit);
            assert!(said.contains(&limit.most().to_string()), "{lang}: {said}");
            assert!(said.ends_with('.') && said.contains(' '), "{lang}: {said}");
        }
    }

    #[test]
    fn a_child_without_a_name_is_called_a_girl_or_a_boy() {
        let said = |lang, sex, of| words(lang).child(&child(sex, of)).replace('\u{a0}', " ");
        assert_eq!(
            said(Lang::Kk, Some("female"), 1),
            "Қыз бала, туған күні: 2026 жылғы 15 наурыз"
        );
        assert_eq!(
            said(Lang::Ru, Some("female"), 1),
            "Девочка, дата рождения: 15 марта 2026 г."
        );
        assert_eq!(
            said(Lang::En, Some("male"), 1),
            "Boy, born on 15 March 2026"
        );
        assert_eq!(said(Lang::En, None, 1), "Child, born on 15 March 2026");
        assert_eq!(
            said(Lang::Kk, Some("male"), 2),
            "2-бала, ұл, туған күні: 2026 жылғы 15 наурыз"
        );
        assert_eq!(
            said(Lang::En, Some("female"), 2),
            "Child 2, girl, born on 15 March 2026"
        );
    }

    #[test]
    fn a_citation_that_is_not_certain_says_so() {
        let shown = words(Lang::En).law(&law("5", Mark::Assumed));
        assert_eq!(
            shown,
            format!("Code, art.\u{a0}5 ({})", words(Lang::En).m("law-assumed"))
        );
        assert!(
            words(Lang::Ru)
                .law(&law("5", Mark::Secondary))
                .ends_with(')')
        );
    }
}
