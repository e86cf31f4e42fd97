//! What tests compare with.

use std::sync::LazyLock;

use tutas_domain::person::{NameRules, SexedEnding};

use crate::spelling::Spelling;

static SPELLING: LazyLock<Spelling> = LazyLock::new(|| Spelling::of(&rules()).unwrap());

/// With the endings of patronymics of two languages.
pub(crate) fn spelling() -> &'static Spelling {
    &SPELLING
}

fn rules() -> NameRules {
    let pair = |male: &str, female: &str| SexedEnding {
        male: male.into(),
        female: female.into(),
    };
    NameRules {
        patronymic_endings: vec![pair("ұлы", "қызы"), pair("ович", "овна")],
        ..NameRules::default()
    }
}
