//! Markdown to scenarios: a heading of the second rank, an optional paragraph of law, and a list of
//! sentences that begin with Given, When, Then or And.

/// A scenario as it is written.
pub(crate) struct Scenario {
    pub(crate) file: String,
    pub(crate) line: usize,
    pub(crate) heading: String,
    /// What is said before the list: the law, with its mark.
    pub(crate) law: String,
    pub(crate) sentences: Vec<Sentence>,
}

/// What a sentence does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Keyword {
    Given,
    When,
    Then,
}

/// One sentence, without its keyword.
pub(crate) struct Sentence {
    pub(crate) line: usize,
    /// None for what is no sentence at all.
    pub(crate) keyword: Option<Keyword>,
    pub(crate) text: String,
}

/// The scenarios of a file.
pub(crate) fn read(file: &str, text: &str) -> Vec<Scenario> {
    let mut scenarios: Vec<Scenario> = Vec::new();
    for (at, line) in text.lines().enumerate() {
        if let Some(heading) = line.strip_prefix("## ") {
            scenarios.push(Scenario {
                file: file.to_owned(),
                line: at + 1,
                heading: heading.trim().to_owned(),
                law: String::new(),
                sentences: Vec::new(),
            });
        } else if let Some(scenario) = scenarios.last_mut() {
            scenario.take(at + 1, line);
        }
    }
    scenarios
}

impl Scenario {
    fn take(&mut self, line: usize, text: &str) {
        if let Some(item) = text.strip_prefix("- ") {
            let before = self.sentences.last().and_then(|last| last.keyword);
            let (word, rest) = item.trim().split_once(' ').unwrap_or((item, ""));
            let keyword = match word {
                "Given" => Some(Keyword::Given),
                "When" => Some(Keyword::When),
                "Then" => Some(Keyword::Then),
                "And" => before,
                _ => None,
            };
            self.sentences.push(Sentence {
                line,
                keyword,
                text: rest.trim().to_owned(),
            });
        } else if let Some(last) = self.sentences.last_mut() {
            // A sentence that goes on on the next line.
            if !text.trim().is_empty() {
                last.text.push(' ');
                last.text.push_str(text.trim());
            }
        } else {
            self.law.push_str(text.trim());
            self.law.push(' ');
        }
    }
}
