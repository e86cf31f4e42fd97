//! The terms of our own: what CPSV-AP has no word for. Each is described in the document that uses
//! it, so that its name leads to what it means.

use serde_json::json;

use super::{Graph, in_languages, link};
use tutas_domain::text::Texts;

/// A term: its name, what it is called, and what it says, each in Kazakh, Russian and English.
struct Term(&'static str, [&'static str; 3], [&'static str; 3]);

const TERMS: [Term; 19] = [
    Term(
        "proactive",
        [
            "проактивті ұсыну",
            "проактивное предложение",
            "proactive offer",
        ],
        [
            "Тізілімдер оқиғаны көрсетсе, мемлекет қызметті өзі ұсынады; адам бір өтінішпен растайды.",
            "Если регистры показывают событие, государство само предлагает услугу; человек подтверждает одним заявлением.",
            "Where registers show the event, the state offers the service by itself; the person confirms in one application.",
        ],
    ),
    Term(
        "event",
        ["оқиға", "событие", "event"],
        [
            "Ұсыну негізі болатын өмірлік жағдай.",
            "Жизненное событие, при котором услуга предлагается.",
            "The life event on which the service is offered.",
        ],
    ),
    Term(
        "shownBy",
        [
            "көрсететін тізілім",
            "регистр, показывающий событие",
            "shown by",
        ],
        [
            "Оқиғаны көрсететін тізілім.",
            "Регистр, который показывает событие.",
            "The register that shows the event.",
        ],
    ),
    Term(
        "cure",
        ["кемшіліктерді жою", "устранение недостатков", "cure"],
        [
            "Жетіспейтінді толықтыру мерзімі және оның қарау мерзіміне әсері.",
            "Срок, в который можно устранить недостатки, и его влияние на срок рассмотрения.",
            "The time to mend what is lacking, and what it does to the term of the case.",
        ],
    ),
    Term(
        "curable",
        ["жоюға болады", "устранимо", "curable"],
        [
            "Талап орындалмаса, адам оны түзете алады.",
            "Если требование не выполнено, человек может это исправить.",
            "Where the requirement is not met, the person can mend it.",
        ],
    ),
    Term(
        "window",
        ["мерзім", "срок устранения", "window"],
        [
            "Кемшіліктерді жоюға берілетін уақыт.",
            "Время на устранение недостатков.",
            "The time for the cure.",
        ],
    ),
    Term(
        "effect",
        ["мерзімге әсері", "влияние на срок", "effect"],
        [
            "restart: мерзім қайта басталады; pause: тоқтап тұрады; none: жүре береді.",
            "restart: срок начинается заново; pause: приостанавливается; none: идёт дальше.",
            "restart: the term begins anew; pause: it stands still; none: it runs on.",
        ],
    ),
    Term(
        "countedFrom",
        ["қай уақыттан", "считается от", "counted from"],
        [
            "receipt: алғаны дәлелденген күннен; notice: хабарламадан.",
            "receipt: от доказанного получения; notice: от уведомления.",
            "receipt: from proven receipt; notice: from the notice.",
        ],
    ),
    Term(
        "silence",
        ["үнсіздік", "молчание", "silence"],
        [
            "Мерзім шешімсіз аяқталса, бұл нені білдіреді.",
            "Что означает истечение срока без решения.",
            "What it means when the term ends without a decision.",
        ],
    ),
    Term(
        "means",
        ["білдіреді", "означает", "means"],
        [
            "deemed-refusal: бас тартылды деп саналады; deemed-consent: келісілді деп саналады.",
            "deemed-refusal: считается отказом; deemed-consent: считается согласием.",
            "deemed-refusal: it counts as refused, which opens the appeal; deemed-consent: it counts as granted.",
        ],
    ),
    Term(
        "automatedGrant",
        [
            "автоматты шешім",
            "автоматическое решение",
            "automated grant",
        ],
        [
            "Бағдарлама тек оң шешім қабылдай алады; бас тартуды адамдар шешеді.",
            "Программа может принять только положительное решение; отказывают только люди.",
            "The program may only grant; a refusal is made by people.",
        ],
    ),
    Term(
        "basis",
        ["негіз", "основание", "basis"],
        [
            "law: заң; consent: адамның келісімі.",
            "law: закон; consent: согласие человека.",
            "law: a law; consent: the person’s consent.",
        ],
    ),
    Term(
        "term",
        ["мерзім", "срок", "term"],
        [
            "Заңда белгіленген мерзім.",
            "Срок по закону.",
            "The term that the law sets.",
        ],
    ),
    Term(
        "length",
        ["ұзақтығы", "продолжительность", "length"],
        [
            "Саны; күндер жұмыс күні болуы мүмкін.",
            "Количество; дни могут быть рабочими.",
            "How long; the days may be working days.",
        ],
    ),
    Term(
        "countedIn",
        ["өлшемі", "единица счёта", "counted in"],
        [
            "working-days, calendar-days, months, minutes.",
            "working-days, calendar-days, months, minutes.",
            "working-days, calendar-days, months, minutes.",
        ],
    ),
    Term(
        "legalResource",
        ["құқықтық негіз", "правовое основание", "legal resource"],
        [
            "Осыны белгілейтін заң.",
            "Закон, который это устанавливает.",
            "The law that says so.",
        ],
    ),
    Term(
        "certainty",
        ["анықтығы", "достоверность", "certainty"],
        [
            "certain: заңнан оқылды; secondary: ол туралы оқылды; assumed: расталмаған.",
            "certain: прочитано в законе; secondary: прочитано о нём; assumed: не подтверждено.",
            "certain: read in the law; secondary: read about it; assumed: not confirmed.",
        ],
    ),
    Term(
        "definition",
        ["анықтаманың хеші", "хеш определения", "definition"],
        [
            "Қызмет анықтамасының SHA-256 хеші.",
            "SHA-256 определения услуги.",
            "SHA-256 of the service’s definition, by which a case pins it.",
        ],
    ),
    Term(
        "owner",
        ["иесі", "владелец", "owner"],
        [
            "Тізілімнің иесі.",
            "Владелец регистра.",
            "Who owns the register.",
        ],
    ),
];

/// Describes every term.
pub(super) fn add(graph: &mut Graph) {
    for Term(name, called, said) in TERMS {
        let node = json!({
            "@type": "rdf:Property",
            "rdfs:label": in_languages(&texts(called)),
            "rdfs:comment": in_languages(&texts(said)),
            "rdfs:isDefinedBy": link(""),
        });
        graph.add(format!("#{name}"), node);
    }
}

fn texts([kk, ru, en]: [&str; 3]) -> Texts {
    Texts {
        kk: kk.to_owned(),
        ru: ru.to_owned(),
        en: en.to_owned(),
    }
}
