//! From a place inside a scalar's text to the place in the file.

use super::{Kind, Node, Place, Style};

/// The place in the file of the character at `line` and `column` (both from 1) of a scalar's text.
///
/// The text of a scalar is not a slice of the file: indentation is gone, lines are folded, quotes
/// are undone. But its letters follow one another as in the file, so walking both in step finds
/// the place for every way of writing.
pub(crate) fn within(file_text: &str, node: &Node, line: usize, column: usize) -> Place {
    let Kind::Scalar { text, style } = &node.kind else {
        return node.place;
    };
    let mut source = Walk::new(file_text, node.place);
    if *style == Style::Block {
        source.skip_header();
    } else if *style == Style::Quoted {
        source.step();
    }
    let mut at = (1, 1);
    let mut last = source.place;
    for c in text.chars() {
        let wanted = !c.is_whitespace();
        if wanted {
            source.to(c);
            last = source.place;
        }
        if at == (line, column) {
            return if wanted { last } else { source.place };
        }
        at = if c == '\n' {
            (at.0 + 1, 1)
        } else {
            (at.0, at.1 + 1)
        };
        if wanted {
            source.step();
        }
    }
    // The end of the text, or past it: just after the last letter.
    if last == node.place {
        last
    } else {
        (last.0, last.1 + 1)
    }
}

struct Walk<'t> {
    rest: std::str::Chars<'t>,
    place: Place,
}

impl<'t> Walk<'t> {
    fn new(text: &'t str, place: Place) -> Self {
        let line = text
            .split_inclusive('\n')
            .take(place.0 - 1)
            .map(str::len)
            .sum::<usize>();
        let rest = text.get(line..).unwrap_or_default();
        let column: usize = rest.chars().take(place.1 - 1).map(char::len_utf8).sum();
        Self {
            rest: rest.get(column..).unwrap_or_default().chars(),
            place,
        }
    }

    fn step(&mut self) {
        match self.rest.next() {
            Some('\n') => self.place = (self.place.0 + 1, 1),
            Some(_) => self.place.1 += 1,
            None => {}
        }
    }

    /// Steps over a `|-` header, if the place is on one, to the line after it.
    fn skip_header(&mut self) {
        if !matches!(self.rest.clone().next(), Some('|' | '>')) {
            return;
        }
        let line = self.place.0;
        while self.place.0 == line && self.rest.clone().next().is_some() {
            self.step();
        }
    }

    fn to(&mut self, wanted: char) {
        let start = (self.rest.clone(), self.place);
        loop {
            match self.rest.clone().next() {
                Some(c) if c == wanted => return,
                Some(_) => self.step(),
                None => {
                    // An escape such as `\u0441` hides the letter: stay where we are.
                    (self.rest, self.place) = start;
                    return;
                }
            }
        }
    }
}
