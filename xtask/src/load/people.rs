//! Invented parents, as many as are wanted, and what registers hold of them: each has a newborn.

use std::fs;
use std::net::SocketAddr;
use std::path::Path;

use crate::site::http::{Browser, Door, Request};

/// Nobody has more parents of one day than there are numbers for it.
const A_DAY: usize = 9_000;

/// Words that stand in no text of the program: where they turn up, something personal has.
pub(super) const CANARY: &str = "Канареева";

/// A mother who is about to apply.
#[derive(Clone, Debug)]
pub(super) struct Mother {
    pub(super) iin: String,
    child: String,
    pub(super) number: usize,
}

impl Mother {
    /// The mother of a number; none if nobody can have it.
    pub(super) fn of(number: usize) -> Option<Self> {
        let (day, place) = (1 + number / A_DAY, number % A_DAY);
        if day > 28 {
            return None;
        }
        // The seventh digit says a century in which nobody of that age was born.
        let eleven = |date: &str, digit: u8| format!("{date}{day:02}{digit}{place:04}");
        Some(Self {
            iin: with_check_digit(&eleven("9604", 6))?,
            child: with_check_digit(&eleven("2603", 2))?,
            number,
        })
    }

    /// The number of the delivery, which the form has for its child.
    pub(super) fn delivery(&self) -> String {
        format!("D-LOAD-{}", self.number)
    }

    /// Tells the registers of her.
    pub(super) fn appear(&self, registers: SocketAddr) -> Result<(), String> {
        let (iin, child) = (&self.iin, &self.child);
        let (number, delivery) = (self.number, self.delivery());
        let records = [
            (
                "persons",
                format!(
                    r#"{{"iin":"{iin}","document":null,"surname":"{CANARY}","given_name":"Айгерім","patronymic":null,"sex":"female","born_on":"1996-04-12","citizenship":"KAZ","status":"citizen","alive":true}}"#
                ),
            ),
            (
                "residence",
                format!(
                    r#"{{"iin":"{iin}","kato":"2710","address":"{CANARY}","registered_on":"2021-06-14","permanent":true}}"#
                ),
            ),
            (
                "medical-births",
                format!(
                    r#"{{"certificate_no":"MC-LOAD-{number}","child_iin":"{child}","delivery_no":"{delivery}","mother_iin":"{iin}","mother_document":null,"mother_surname":"{CANARY}","mother_given_name":"Айгерім","born_on":"2026-03-15","sex":"female","outcome":"live","birth_order":1,"live_order":1,"place_kind":"hospital","place":"Орал","kato":"2710","clinic":"Орал","certificate_issued_on":"2026-03-16","mother_came_on":null}}"#
                ),
            ),
            (
                "accounts",
                format!(
                    r#"{{"iin":"{iin}","iban":"KZ067222710000007919","bank":"Bank","for_benefits":true}}"#
                ),
            ),
        ];
        let mut browser = Browser {
            door: Door::of(registers),
            session: None,
        };
        for (register, record) in records {
            let body = format!(r#"{{"register":"{register}","record":{record}}}"#);
            let answer = browser.send(&Request::json("/admin/records", &body));
            let status = answer.map(|answer| answer.status);
            if status != Ok(201) {
                return Err(format!(
                    "the register {register} takes no record: {status:?}"
                ));
            }
        }
        Ok(())
    }
}

/// Where the registers of a data folder listen.
pub(super) fn registers_of(data: &Path) -> Result<SocketAddr, String> {
    let file = data.join("registers.address");
    let text = fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
    let bare = text.trim().trim_start_matches("http://");
    bare.parse()
        .map_err(|_| format!("{bare} is no address of registers"))
}

/// Eleven digits with the twelfth, as for every identification number; none if there is none.
fn with_check_digit(eleven: &str) -> Option<String> {
    let rows: [[u32; 11]; 2] = [
        [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
        [3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2],
    ];
    let digits = || eleven.chars().filter_map(|digit| digit.to_digit(10));
    let weighed = |row: [u32; 11]| digits().zip(row).map(|(d, w)| d * w).sum::<u32>() % 11;
    let check = rows.map(weighed).into_iter().find(|check| *check != 10)?;
    Some(format!("{eleven}{check}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_those_that_the_program_takes_and_belong_to_one_mother_each() {
        // As `tutas iin` says.
        assert_eq!(
            with_check_digit("90010110001").as_deref(),
            Some("900101100014")
        );
        let mothers: Vec<Mother> = (0..20_000).filter_map(Mother::of).collect();
        let mut numbers: Vec<&str> = mothers.iter().map(|mother| mother.iin.as_str()).collect();
        numbers.sort_unstable();
        numbers.dedup();
        assert_eq!(numbers.len(), mothers.len());
        assert!(mothers.len() > 18_000 && Mother::of(300_000).is_none());
    }
}
