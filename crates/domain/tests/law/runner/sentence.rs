//! One sentence after the other: each is given, done or expected, and what does not come out is told
//! with file and line.

use jiff::Timestamp;

use super::actions::ACTIONS;
use super::givens::GIVENS;
use super::outcomes::OUTCOMES;
use super::pattern::{Args, matched, take_time};
use super::reading::{Keyword, Scenario, Sentence};
use super::world::{Stop, World};

/// A sentence that sets something up or does something.
pub(crate) type Step = (&'static str, fn(&mut World, &Args) -> Result<(), Stop>);

/// A sentence that says what comes out.
pub(crate) type Outcome = (&'static str, fn(&World, &Args) -> Result<(), String>);

const TURNED_DOWN: &str = "it is turned down: {text}";
const WHICH_IS_TURNED_DOWN: &str = ", which is turned down: ";

/// What a sentence may be about instead of the case itself.
const TARGETS: [(&str, &str); 4] = [
    ("in the appeal", "the appeal"),
    ("in the second appeal", "the second appeal"),
    ("in the complaint", "the complaint"),
    ("in the earlier case", "the earlier case"),
];

/// Every pattern, as the guide lists them.
pub(crate) fn patterns() -> impl Iterator<Item = &'static str> {
    let steps = GIVENS.iter().chain(ACTIONS).map(|(pattern, _)| *pattern);
    let outcomes = OUTCOMES.iter().map(|(pattern, _)| *pattern);
    steps.chain(outcomes).chain([TURNED_DOWN])
}

/// Whether a sentence reads like the pattern.
pub(crate) fn is_of(pattern: &str, sentence: &Sentence) -> bool {
    matched(pattern, &Plain::of(&sentence.text).text).is_some()
}

/// A sentence without its time, what it is about, and how it is turned down.
struct Plain {
    time: Option<Timestamp>,
    about: &'static str,
    text: String,
    turned_down: Option<String>,
}

impl Plain {
    fn of(text: &str) -> Self {
        let (text, turned_down) = match text.split_once(WHICH_IS_TURNED_DOWN) {
            Some((action, why)) => (action, Some(why.trim_matches('"').to_owned())),
            None => (text, None),
        };
        let (time, text) = take_time(text);
        let target = TARGETS.iter().find_map(|(prefix, about)| {
            let rest = text.strip_prefix(prefix)?.trim_start_matches(',');
            Some((*about, rest.strip_prefix(' ')?.to_owned()))
        });
        let (about, text) = target.unwrap_or(("the case", text));
        Self {
            time,
            about,
            text,
            turned_down,
        }
    }
}

/// Carries a scenario out; returns what does not hold.
pub(crate) fn run(scenario: &Scenario) -> Vec<String> {
    let mut run = Run {
        scenario,
        world: World::new(),
        rejected: None,
        failures: Vec::new(),
    };
    let marks = ["(certain)", "(secondary)", "(assumed)"];
    let law = scenario.law.trim();
    if !law.is_empty() && !marks.iter().any(|mark| law.contains(mark)) {
        run.fail(
            scenario.line,
            "how sure is the law: (certain), (secondary) or (assumed)?",
        );
    }
    let has_outcome = scenario
        .sentences
        .iter()
        .any(|sentence| sentence.keyword == Some(Keyword::Then));
    if !has_outcome {
        run.fail(scenario.line, "a scenario says what comes out: Then");
        return run.failures;
    }
    for sentence in &scenario.sentences {
        if !run.carry_out(sentence) {
            return run.failures;
        }
    }
    run.nothing_unexpected();
    run.failures
}

struct Run<'a> {
    scenario: &'a Scenario,
    world: World,
    /// A command that was turned down, until a sentence says it should have been.
    rejected: Option<(usize, String)>,
    failures: Vec<String>,
}

impl Run<'_> {
    fn fail(&mut self, line: usize, message: impl AsRef<str>) {
        let Scenario { file, heading, .. } = self.scenario;
        let message = message.as_ref();
        self.failures
            .push(format!("{file}:{line}: {message}\n    in \"{heading}\""));
    }

    /// Carries a sentence out; false if the scenario cannot go on.
    fn carry_out(&mut self, sentence: &Sentence) -> bool {
        let plain = Plain::of(&sentence.text);
        if let (Some(args), Some(Keyword::Then)) =
            (matched(TURNED_DOWN, &plain.text), sentence.keyword)
        {
            let expected = args.text(0);
            let found = self.rejected.take().map(|(_, why)| why);
            return self.turned_down(sentence, &expected, found);
        }
        if !self.nothing_unexpected() {
            return false;
        }
        if let Some(time) = plain.time {
            if time < self.world.now {
                self.fail(sentence.line, "time does not run backwards in a scenario");
                return false;
            }
            self.world.now = time;
        }
        self.world.about = plain.about;
        match sentence.keyword {
            Some(Keyword::Given) => self.act(sentence, &plain, GIVENS),
            Some(Keyword::When) => self.act(sentence, &plain, ACTIONS),
            Some(Keyword::Then) if plain.turned_down.is_some() => {
                self.act(sentence, &plain, ACTIONS)
            }
            Some(Keyword::Then) => self.expect(sentence, &plain),
            None => {
                let message = "a sentence begins with Given, When, Then or And";
                self.fail(sentence.line, message);
                false
            }
        }
    }

    fn nothing_unexpected(&mut self) -> bool {
        let Some((line, why)) = self.rejected.take() else {
            return true;
        };
        self.fail(line, format!("turned down: \"{why}\""));
        false
    }

    fn turned_down(&mut self, sentence: &Sentence, expected: &str, found: Option<String>) -> bool {
        let found = found.map_or_else(|| "nothing turned down".into(), |why| format!("\"{why}\""));
        if found == format!("\"{expected}\"") {
            return true;
        }
        let message = format!("expected to be turned down: \"{expected}\", found {found}");
        self.fail(sentence.line, message);
        false
    }

    fn act(&mut self, sentence: &Sentence, plain: &Plain, steps: &[Step]) -> bool {
        let Some((args, step)) = steps
            .iter()
            .find_map(|(pattern, step)| Some((matched(pattern, &plain.text)?, step)))
        else {
            return self.unknown(sentence, plain);
        };
        match (step(&mut self.world, &args), &plain.turned_down) {
            (Err(Stop::Broken(message)), _) => {
                self.fail(sentence.line, message);
                false
            }
            (Err(Stop::Rejected(why)), Some(expected)) => {
                self.turned_down(sentence, expected, Some(why.to_string()))
            }
            (Ok(()), Some(expected)) => self.turned_down(sentence, expected, None),
            (Err(Stop::Rejected(why)), None) => {
                self.rejected = Some((sentence.line, why.to_string()));
                true
            }
            (Ok(()), None) => true,
        }
    }

    fn expect(&mut self, sentence: &Sentence, plain: &Plain) -> bool {
        if let Err(Stop::Broken(message)) = self.world.wait() {
            self.fail(sentence.line, message);
            return false;
        }
        let Some((args, check)) = OUTCOMES
            .iter()
            .find_map(|(pattern, check)| Some((matched(pattern, &plain.text)?, check)))
        else {
            return self.unknown(sentence, plain);
        };
        if let Err(message) = check(&self.world, &args) {
            self.fail(sentence.line, message);
        }
        true
    }

    fn unknown(&mut self, sentence: &Sentence, plain: &Plain) -> bool {
        let text = &plain.text;
        let message = format!("no sentence of the guide reads like this: {text}");
        self.fail(sentence.line, message);
        false
    }
}
