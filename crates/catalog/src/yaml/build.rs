//! From text to a tree, with every refusal at its place.

use std::collections::BTreeMap;

use saphyr_parser::{Event, Parser, ScalarStyle, Span};

use super::{Entry, Kind, MAX_DEPTH, MAX_FILE_BYTES, MAX_LINE_CHARS, Node, Place, Style};
use crate::model::Problem;

/// How many problems of one kind a file may report before the rest is left out.
const MAX_ALIKE: usize = 10;

/// Parses one file. `None` means that it cannot be read at all; the problems say why.
pub(crate) fn parse(file: &str, text: &str, problems: &mut Vec<Problem>) -> Option<Node> {
    let before = problems.len();
    check_bounds(file, text, problems);
    if problems.len() > before {
        return None;
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut builder = Builder {
        file,
        problems,
        stack: Vec::new(),
        root: None,
        documents: 0,
        twins: 0,
    };
    for event in Parser::new_from_str(text) {
        let carry_on = match event {
            Ok((event, span)) => builder.take(event, span),
            Err(error) => {
                let place = (error.marker().line().max(1), error.marker().col() + 1);
                if error.info().contains("recursion limit") {
                    builder.refuse_depth(place);
                } else {
                    builder.refuse(
                        place,
                        "yaml-syntax",
                        format!("this is not YAML: {}", error.info()),
                        "check quotes, colons and indentation; put texts with `: ` or `#` in quotes",
                    );
                }
                false
            }
        };
        if !carry_on {
            return None;
        }
    }
    let root = builder.root.take();
    if root.as_ref().is_none_or(Node::is_null) {
        builder.refuse(
            (1, 1),
            "yaml-syntax",
            "the file is empty",
            "write its first key",
        );
        return None;
    }
    root
}

/// Refuses what no one writes by hand, before a parser spends time on it.
fn check_bounds(file: &str, text: &str, problems: &mut Vec<Problem>) {
    if text.len() > MAX_FILE_BYTES {
        problems.push(
            Problem::error(
                file,
                (1, 1),
                "file-too-large",
                format!(
                    "the file has {} bytes; at most {MAX_FILE_BYTES} are read",
                    text.len()
                ),
            )
            .help("split it into several files of the same folder"),
        );
    }
    let mut tabs = 0;
    for (number, line) in text.split('\n').enumerate() {
        // A line cannot have more characters than bytes, so short lines are not counted.
        if line.len() > MAX_LINE_CHARS && line.chars().count() > MAX_LINE_CHARS {
            problems.push(
                Problem::error(
                    file,
                    (number + 1, MAX_LINE_CHARS + 1),
                    "line-too-long",
                    format!("this line is longer than {MAX_LINE_CHARS} characters"),
                )
                .help("break long texts after `>-` into several lines"),
            );
            continue;
        }
        let strange = |c: &char| *c == '\t' || (c.is_control() && *c != '\r');
        let Some(at) = line.chars().position(|c| strange(&c)) else {
            continue;
        };
        tabs += 1;
        if tabs > MAX_ALIKE {
            continue;
        }
        let problem = if line.chars().nth(at) == Some('\t') {
            Problem::error(file, (number + 1, at + 1), "tab", "a tab stands here")
                .help("write spaces: YAML counts indentation in spaces only")
        } else {
            Problem::error(
                file,
                (number + 1, at + 1),
                "control-character",
                "a control character",
            )
            .help("delete it: it cannot be seen and means nothing here")
        };
        problems.push(problem);
    }
}

/// A container that is still open.
enum Open {
    List(Place, Vec<Node>),
    Map {
        place: Place,
        entries: Vec<Entry>,
        key: Option<(String, Place)>,
        /// The line of each key so far.
        lines: BTreeMap<String, usize>,
    },
}

struct Builder<'a> {
    file: &'a str,
    problems: &'a mut Vec<Problem>,
    stack: Vec<Open>,
    root: Option<Node>,
    documents: usize,
    /// How many keys stood there a second time.
    twins: usize,
}

impl Builder<'_> {
    /// Takes one event; `false` ends the reading of this file.
    fn take(&mut self, event: Event<'_>, span: Span) -> bool {
        let place = (span.start.line().max(1), span.start.col() + 1);
        match event {
            Event::DocumentStart(_) => {
                self.documents += 1;
                self.documents == 1
                    || self.refuse(
                        place,
                        "yaml-syntax",
                        "a second document begins here",
                        "one file holds one document: move this to a file of its own",
                    )
            }
            Event::Alias(_) => self.refuse(
                place,
                "alias",
                "aliases (`*name`) are not read here",
                "write the text out: a definition is read by people who look at one place",
            ),
            Event::Scalar(text, style, anchor, tag) => {
                if anchor > 0 || tag.is_some() {
                    return self.refuse_anchor_or_tag(place, anchor);
                }
                let style = match style {
                    ScalarStyle::Plain => Style::Plain,
                    ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => Style::Quoted,
                    ScalarStyle::Literal | ScalarStyle::Folded => Style::Block,
                };
                self.scalar(Node {
                    place,
                    kind: Kind::Scalar {
                        text: text.into_owned(),
                        style,
                    },
                })
            }
            Event::SequenceStart(anchor, tag) => {
                if anchor > 0 || tag.is_some() {
                    return self.refuse_anchor_or_tag(place, anchor);
                }
                self.open(place, Open::List(place, Vec::new()))
            }
            Event::MappingStart(anchor, tag) => {
                if anchor > 0 || tag.is_some() {
                    return self.refuse_anchor_or_tag(place, anchor);
                }
                self.open(
                    place,
                    Open::Map {
                        place,
                        entries: Vec::new(),
                        key: None,
                        lines: BTreeMap::new(),
                    },
                )
            }
            Event::SequenceEnd | Event::MappingEnd => {
                self.close();
                true
            }
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => true,
        }
    }

    fn open(&mut self, place: Place, open: Open) -> bool {
        if let Some(Open::Map { key: None, .. }) = self.stack.last() {
            return self.refuse(
                place,
                "yaml-syntax",
                "a key must be a plain word",
                "write `key: value`; texts in braces need quotes",
            );
        }
        if self.stack.len() >= MAX_DEPTH {
            return self.refuse_depth(place);
        }
        self.stack.push(open);
        true
    }

    fn close(&mut self) {
        let node = match self.stack.pop() {
            Some(Open::List(place, items)) => Node {
                place,
                kind: Kind::List(items),
            },
            Some(Open::Map { place, entries, .. }) => Node {
                place,
                kind: Kind::Map(entries),
            },
            None => return,
        };
        self.add(node);
    }

    fn scalar(&mut self, node: Node) -> bool {
        let Some(Open::Map {
            lines,
            key: key @ None,
            ..
        }) = self.stack.last_mut()
        else {
            self.add(node);
            return true;
        };
        let Kind::Scalar { text, .. } = node.kind else {
            return true;
        };
        let twin = lines.insert(text.clone(), node.place.0);
        *key = Some((text.clone(), node.place));
        if let Some(line) = twin {
            self.refuse(
                node.place,
                "duplicate-key",
                format!("`{text}` is here a second time; the first is on line {line}"),
                "keep one of them",
            );
            self.twins += 1;
        }
        self.twins < MAX_ALIKE
    }

    fn add(&mut self, node: Node) {
        match self.stack.last_mut() {
            None => self.root = Some(node),
            Some(Open::List(_, items)) => items.push(node),
            Some(Open::Map { entries, key, .. }) => {
                if let Some((key, place)) = key.take() {
                    entries.push(Entry {
                        key,
                        place,
                        value: node,
                    });
                }
            }
        }
    }

    fn refuse_depth(&mut self, place: Place) -> bool {
        self.refuse(
            place,
            "too-deep",
            format!("this is nested more than {MAX_DEPTH} levels deep"),
            "no definition needs that: look for a bracket that is never closed",
        )
    }

    fn refuse_anchor_or_tag(&mut self, place: Place, anchor: usize) -> bool {
        if anchor > 0 {
            self.refuse(
                place,
                "alias",
                "anchors (`&name`) are not read here",
                "write the text out where it is used",
            )
        } else {
            self.refuse(
                place,
                "tag",
                "tags (`!name`) are not read here",
                "leave the tag out: the field says what type its value has",
            )
        }
    }

    fn refuse(&mut self, place: Place, code: &str, message: impl Into<String>, help: &str) -> bool {
        self.problems
            .push(Problem::error(self.file, place, code, message).help(help));
        false
    }
}
