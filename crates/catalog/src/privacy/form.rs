//! The form on which an officer gives an opinion: what it is about as comments, and below what is to
//! be filled in, as the catalog reads it.

use std::fmt::Write as _;

use jiff::civil::Date;
use tutas_domain::text::Mark;

use super::{Level, Notice};
use crate::model::{Basis, Whose};

impl Notice<'_> {
    /// The form, as YAML for `opinions/<id>.yaml`. Until it is filled in, the catalog does not take it.
    pub fn opinion_form(&self, date: Date) -> String {
        let mut form = String::new();
        // Writing to a String cannot fail, here and below.
        let _ = writeln!(
            form,
            "# Opinion of the data protection officer on: {}",
            self.title.en
        );
        let _ = writeln!(
            form,
            "# version of {}, definition {}",
            self.from, self.definition
        );
        self.say_assessment(&mut form);
        self.say_reads(&mut form);
        match self.signed() {
            Some(signed) => {
                let _ = writeln!(
                    form,
                    "#\n# Signed already on {}: nothing is to be done.",
                    signed.on
                );
            }
            None => {
                form.push_str(
                    "#\n# Fill in by, post, approved (true or false) and text in each language. If the \
                     file is there\n# already, add the entry to its list `signed` and leave the old ones.\n",
                );
            }
        }
        let _ = write!(
            form,
            "of: {}\nsigned:\n  - by: {{kk: \"\", ru: \"\", en: \"\"}}\n    \
             post: {{kk: \"\", ru: \"\", en: \"\"}}\n    on: {date}\n    data: {}\n    approved:\n    \
             text: {{kk: \"\", ru: \"\", en: \"\"}}\n",
            self.id, self.data
        );
        form
    }

    fn say_assessment(&self, form: &mut String) {
        let Some(assessment) = &self.assessment else {
            return;
        };
        let level = |level| match level {
            Level::Low => "low",
            Level::Medium => "medium",
            Level::High => "high",
        };
        let _ = writeln!(
            form,
            "#\n# Risk: {} ({} points) before measures, {} ({} points) after",
            level(assessment.level_before),
            assessment.before,
            level(assessment.level_after),
            assessment.after
        );
        for found in &assessment.risks {
            let measures: Vec<&str> = found.measures.iter().map(|one| &*one.id).collect();
            let by = if measures.is_empty() {
                "nothing".to_owned()
            } else {
                measures.join(", ")
            };
            let (title, points) = (&found.risk.title.en, found.risk.points);
            let _ = writeln!(form, "#   {title}: {points} -> {} by {by}", found.after);
        }
        let said = if assessment.needs_opinion {
            "An opinion is needed before it goes live."
        } else {
            "No opinion is needed."
        };
        let _ = writeln!(form, "# {said}");
    }

    fn say_reads(&self, form: &mut String) {
        form.push_str("#\n# What is read:\n");
        for read in &self.reads {
            let whose = match read.whose {
                Whose::Filer => "the person who files",
                Whose::Child => "the child",
                Whose::Adult(role) => &role.en,
                Whose::Public => "nobody: public data",
            };
            let (how, law) = match read.basis {
                Basis::Law(law) => ("by law", law),
                Basis::Consent { law } => ("with consent", law),
            };
            let sure = if law.mark == Mark::Certain {
                ""
            } else {
                ", not confirmed"
            };
            let (title, act) = (&read.register.title.en, &law.act.en);
            let _ = writeln!(
                form,
                "#   {title}, about {whose}, {how} ({act}, {}{sure}):",
                law.articles
            );
            for field in &read.fields {
                let unused = if field.purposes.is_empty() {
                    ", used by nothing"
                } else {
                    ""
                };
                let sensitive = if field.field.sensitive {
                    ", sensitive"
                } else {
                    ""
                };
                let _ = writeln!(form, "#     {}{sensitive}{unused}", field.field.title.en);
            }
        }
    }
}
