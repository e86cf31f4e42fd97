//! Points that several events have.

use tutas_domain::actor::OfficerId;
use tutas_domain::case::{Matter, RunningTerm};
use tutas_domain::text::{Law, Words};

use crate::file::term_end;
use crate::view::Point;

pub(super) fn matter(matter: &Matter) -> Vec<Point> {
    match matter {
        Matter::Service => Vec::new(),
        Matter::Appeal(appeal) => {
            let late = appeal.late.then_some(Point::Late);
            let words = Point::Words(said(&appeal.words));
            let number = Point::Other(appeal.number.clone());
            [number, words].into_iter().chain(late).collect()
        }
        Matter::Complaint(complaint) => vec![
            Point::Other(complaint.number.clone()),
            Point::Words(said(&complaint.words)),
        ],
        Matter::DataDefect(defect) => vec![
            Point::Other(defect.number.clone()),
            Point::Words(said(&defect.words)),
        ],
    }
}

pub(super) fn ends(term: &RunningTerm) -> Point {
    Point::Term(term_end(term))
}

pub(super) fn said(words: &Words) -> String {
    words.as_str().to_owned()
}

pub(super) fn reasons(words: &Words) -> Point {
    Point::Reasons(said(words))
}

pub(super) fn officer(by: &OfficerId) -> Point {
    Point::Officer(by.name.clone())
}

pub(super) fn second(by: &OfficerId) -> Point {
    Point::Second(by.name.clone())
}

pub(super) fn law_point(law: &Law) -> Point {
    Point::Law(law.clone())
}
