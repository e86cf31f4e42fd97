//! Random expressions of the language, and random evidence for them, from a seed.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::LazyLock;

use jiff::civil::{Date, Weekday, date};
use rust_decimal::Decimal;
use tutas_domain::evidence::{Evidence, Known, Record, Source, Unknown};
use tutas_domain::value::{Value, ValueType};
use tutas_rules::{Relation, Schema, WorkingDays};

const FIRST_DAY: Date = date(2019, 1, 1);
const DAYS: i64 = 4018;

/// Steele's `SplitMix64`: small, and the same everywhere.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below `bound`.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^= mixed >> 31;
        usize::try_from(mixed % u64::try_from(bound).unwrap()).unwrap()
    }

    /// True in `percent` of a hundred throws.
    pub(crate) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub(crate) fn of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())]
    }
}

/// The calendar of the tests.
pub(crate) static CALENDAR: LazyLock<Calendar> = LazyLock::new(Calendar::counted);

/// Weekends off, and every tenth day too; from 2019 to 2029.
pub(crate) struct Calendar {
    /// For each day how many working days there were up to it and including it.
    counted: Vec<i64>,
}

impl Calendar {
    fn counted() -> Self {
        let mut count = 0;
        let counted = Self::days().map(|(_, working)| {
            count += i64::from(working);
            count
        });
        Self {
            counted: counted.collect(),
        }
    }

    /// Every day of the calendar, and whether it is a working day.
    pub(crate) fn days() -> impl Iterator<Item = (Date, bool)> {
        FIRST_DAY
            .series(jiff::ToSpan::day(1))
            .take(usize::try_from(DAYS).unwrap())
            .map(|day| {
                let is_weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
                (day, !is_weekend && day.day_of_year() % 10 != 0)
            })
    }
}

impl WorkingDays for Calendar {
    fn working_days_between(&self, after: Date, until: Date) -> Option<i64> {
        let up_to = |day: Date| match day.duration_since(FIRST_DAY).as_hours() / 24 {
            -1 => Some(0),
            ordinal => self.counted.get(usize::try_from(ordinal).ok()?).copied(),
        };
        Some(up_to(until)? - up_to(after)?)
    }
}

pub(crate) fn schema() -> Schema {
    use ValueType::{Bool, Date, Decimal, Int, Text};
    let relation = |many, fields: &[(&str, ValueType)]| Relation {
        many,
        fields: fields
            .iter()
            .map(|(name, of)| ((*name).to_owned(), *of))
            .collect(),
    };
    let child = [
        ("born_on", Date),
        ("iin", Text),
        ("weight", Decimal),
        ("twin", Bool),
    ];
    let mother = [
        ("born_on", Date),
        ("residence", Text),
        ("income", Decimal),
        ("order", Int),
    ];
    let siblings = [
        ("born_on", Date),
        ("iin", Text),
        ("rank", Int),
        ("alive", Bool),
    ];
    let payments = [
        ("amount", Decimal),
        ("paid_on", Date),
        ("kind", Text),
        ("days", Int),
    ];
    let relations = [
        ("child", relation(false, &child)),
        ("mother", relation(false, &mother)),
        ("siblings", relation(true, &siblings)),
        ("payments", relation(true, &payments)),
    ];
    let named = [
        ("filed_on", Date),
        ("event_on", Date),
        ("mci", Decimal),
        ("quota", Int),
        ("channel", Text),
        ("urban", Bool),
    ];
    Schema {
        relations: relations
            .into_iter()
            .map(|(name, it)| (name.to_owned(), it))
            .collect(),
        named: named
            .into_iter()
            .map(|(name, of)| (name.to_owned(), of))
            .collect(),
    }
}

pub(crate) fn value(dice: &mut Dice, of: ValueType) -> Value {
    match of {
        ValueType::Bool => Value::Bool(dice.chance(50)),
        ValueType::Int if dice.chance(4) => Value::Int(dice.of(&[i64::MAX, i64::MIN, 1 << 40])),
        ValueType::Int => Value::Int(i64::try_from(dice.below(12)).unwrap() - 3),
        ValueType::Decimal => {
            let large = if dice.chance(4) { 20 } else { 9 };
            let plain = dice.of(&[
                "0",
                "0.5",
                "1",
                "38",
                "-2.25",
                "63.000001",
                "4325",
                "-1",
                "3",
            ]);
            let wide = dice.of(&["9999999999999999999999.999999", "123456789012345.678901"]);
            Value::Decimal(
                if large == 20 { wide } else { plain }
                    .parse::<Decimal>()
                    .unwrap(),
            )
        }
        ValueType::Date => Value::Date(day(dice)),
        ValueType::Text => Value::Text(word(dice).to_owned()),
    }
}

/// Evidence and named values of one case; `unknown` percent of everything is unknown.
pub(crate) fn case(dice: &mut Dice, unknown: usize) -> (Evidence, BTreeMap<String, Value>) {
    let schema = schema();
    let mut evidence = Evidence::default();
    for (name, relation) in &schema.relations {
        evidence
            .0
            .insert(name.clone(), known(dice, relation, unknown));
    }
    let mut named = BTreeMap::new();
    for (name, of) in &schema.named {
        if !dice.chance(unknown) {
            named.insert(name.clone(), value(dice, *of));
        }
    }
    (evidence, named)
}

pub(crate) fn known(dice: &mut Dice, relation: &Relation, unknown: usize) -> Known {
    if dice.chance(unknown) {
        return Known::Unknown(Unknown::NotAsked);
    }
    let most = if relation.many { 5 } else { 2 };
    let count = if relation.many || dice.chance(20) {
        dice.below(most)
    } else {
        1
    };
    let records = (0..count)
        .map(|_| record(dice, relation, unknown))
        .collect();
    Known::Records {
        records,
        source: source(),
    }
}

fn record(dice: &mut Dice, relation: &Relation, unknown: usize) -> Record {
    let mut record = Record::new();
    for (field, of) in &relation.fields {
        if !dice.chance(unknown) {
            let none = dice.chance(15);
            record.insert(
                field.clone(),
                if none { None } else { Some(value(dice, *of)) },
            );
        }
    }
    record
}

fn source() -> Source {
    let at = jiff::Timestamp::UNIX_EPOCH;
    Source::Register {
        register: "births".to_owned(),
        request: "1".to_owned(),
        at,
    }
}

/// Month ends, leap days and days near each other come often.
fn day(dice: &mut Dice) -> Date {
    if dice.chance(4) {
        return dice.of(&[date(1, 1, 1), date(9999, 12, 31), date(1900, 2, 28)]);
    }
    let first = date(
        dice.of(&[2023, 2024, 2025, 2026]),
        dice.of(&[1, 2, 3, 4, 12]),
        dice.of(&[1, 15, 27, 28]),
    );
    let later = i64::try_from(dice.below(4)).unwrap();
    first.checked_add(jiff::ToSpan::days(later)).unwrap()
}

fn word(dice: &mut Dice) -> &'static str {
    dice.of(&[
        "", "a", "ab", "b", "KZ", "kz", "Орал", "Ор", "it's", "a%", "ұл", "z",
    ])
}

/// Writes expressions.
pub(crate) struct Writer<'a> {
    dice: &'a mut Dice,
    schema: Schema,
    /// The relation whose records the filter at hand is about.
    records_of: Option<String>,
}

impl<'a> Writer<'a> {
    pub(crate) fn new(dice: &'a mut Dice) -> Self {
        Self {
            dice,
            schema: schema(),
            records_of: None,
        }
    }

    pub(crate) fn any_type(&mut self) -> ValueType {
        use ValueType::{Bool, Date, Decimal, Int, Text};
        self.dice.of(&[Bool, Bool, Bool, Int, Decimal, Date, Text])
    }

    /// An expression of type `of` that nests at most `depth` operations.
    pub(crate) fn expression(&mut self, of: ValueType, depth: usize) -> String {
        if depth == 0 || self.dice.chance(10) {
            return self.leaf(of);
        }
        if self.records_of.is_none() && self.dice.chance(15) {
            return self.aggregate(of, depth);
        }
        if self.dice.chance(12) {
            return self.choice(of, depth - 1);
        }
        match of {
            ValueType::Bool => self.truth(depth - 1),
            ValueType::Int => self.int(depth - 1),
            ValueType::Decimal => self.decimal(depth - 1),
            ValueType::Date => {
                let sign = self.dice.of(&["+", "-"]);
                let days = self.expression(ValueType::Int, depth - 1);
                format!(
                    "({} {sign} {days})",
                    self.expression(ValueType::Date, depth - 1)
                )
            }
            ValueType::Text => self.choice(ValueType::Text, depth - 1),
        }
    }

    fn leaf(&mut self, of: ValueType) -> String {
        let mut paths: Vec<String> = self
            .schema
            .named
            .iter()
            .filter(|(_, found)| **found == of)
            .map(|(name, _)| name.clone())
            .collect();
        for (name, relation) in &self.schema.relations {
            if relation.many && self.records_of.as_ref() != Some(name) {
                continue;
            }
            let weight = if relation.many { 3 } else { 1 };
            for (field, _) in relation.fields.iter().filter(|(_, found)| **found == of) {
                paths.extend((0..weight).map(|_| format!("{name}.{field}")));
            }
        }
        if self.dice.chance(30) {
            let literal = value(self.dice, of);
            return written(&literal);
        }
        let index = self.dice.below(paths.len());
        paths.swap_remove(index)
    }

    fn truth(&mut self, depth: usize) -> String {
        let of = self.any_type();
        let one = |writer: &mut Self| writer.expression(of, depth);
        match self.dice.below(12) {
            0 | 1 => {
                let operator = self.dice.of(&["AND", "OR"]);
                let count = 2 + self.dice.below(3);
                let parts: Vec<String> = (0..count)
                    .map(|_| self.expression(ValueType::Bool, depth))
                    .collect();
                format!("({})", parts.join(&format!(" {operator} ")))
            }
            2 => format!("(NOT {})", self.expression(ValueType::Bool, depth)),
            3 => {
                let test = self.dice.of(&["TRUE", "FALSE", "NOT TRUE", "NOT FALSE"]);
                format!("({} IS {test})", self.expression(ValueType::Bool, depth))
            }
            4 => {
                let test = self.dice.of(&["IS NULL", "IS NOT NULL"]);
                format!("({} {test})", one(self))
            }
            5 => {
                let not = self.dice.of(&["", "NOT "]);
                let left = one(self);
                format!("({left} IS {not}DISTINCT FROM {})", one(self))
            }
            6 => {
                let not = self.dice.of(&["", "NOT "]);
                let items: Vec<String> = (0..3).map(|_| one(self)).collect();
                format!("({} {not}IN ({}))", one(self), items.join(", "))
            }
            7 => {
                let not = self.dice.of(&["", "NOT "]);
                let of = self.ordered_type();
                let bound = |writer: &mut Self| writer.expression(of, depth);
                let (low, high) = (bound(self), bound(self));
                format!("({} {not}BETWEEN {low} AND {high})", bound(self))
            }
            8 => self.text_test(depth),
            9 if self.records_of.is_none() => {
                let relation = self.dice.of(&["child", "mother", "siblings", "payments"]);
                let test = self.dice.of(&["IS NULL", "IS NOT NULL"]);
                format!("({relation} {test})")
            }
            _ => {
                let of = self.ordered_type();
                let operator = self.dice.of(&["=", "<>", "<", "<=", ">", ">="]);
                let left = self.expression(of, depth);
                format!("({left} {operator} {})", self.expression(of, depth))
            }
        }
    }

    fn text_test(&mut self, depth: usize) -> String {
        let text = self.expression(ValueType::Text, depth);
        if self.dice.chance(50) {
            return format!(
                "starts_with({text}, {})",
                self.expression(ValueType::Text, depth)
            );
        }
        let not = self.dice.of(&["", "NOT "]);
        let pattern = self.dice.of(&["a%", "%р%", "_", "%", "", "О_ал", "%it''s"]);
        format!("({text} {not}LIKE '{pattern}')")
    }

    fn int(&mut self, depth: usize) -> String {
        match self.dice.below(4) {
            0 => {
                let operator = self.dice.of(&["+", "-", "*"]);
                let left = self.expression(ValueType::Int, depth);
                format!(
                    "({left} {operator} {})",
                    self.expression(ValueType::Int, depth)
                )
            }
            1 => format!("(- {})", self.expression(ValueType::Int, depth)),
            _ => {
                let unit = self
                    .dice
                    .of(&["days", "months", "months", "years", "working_days"]);
                let from = self.expression(ValueType::Date, depth);
                format!(
                    "{unit}_between({from}, {})",
                    self.expression(ValueType::Date, depth)
                )
            }
        }
    }

    fn decimal(&mut self, depth: usize) -> String {
        let operator = self.dice.of(&["+", "-", "*", "/", "-x"]);
        if operator == "-x" {
            return format!("(- {})", self.expression(ValueType::Decimal, depth));
        }
        let other = self.dice.of(&[ValueType::Int, ValueType::Decimal]);
        let other = self.expression(other, depth);
        format!(
            "({} {operator} {other})",
            self.expression(ValueType::Decimal, depth)
        )
    }

    fn choice(&mut self, of: ValueType, depth: usize) -> String {
        let value = |writer: &mut Self| writer.expression(of, depth);
        match self.dice.below(4) {
            0 => {
                let first = value(self);
                format!("COALESCE({first}, {})", value(self))
            }
            1 if of != ValueType::Bool => {
                let name = self.dice.of(&["LEAST", "GREATEST"]);
                let first = value(self);
                format!("{name}({first}, {})", value(self))
            }
            2 => {
                let subject = self.expression(ValueType::Int, depth);
                let (one, other) = (value(self), value(self));
                format!("CASE {subject} WHEN 1 THEN {one} WHEN quota THEN {other} END")
            }
            _ => {
                let condition = self.expression(ValueType::Bool, depth);
                let then = value(self);
                let otherwise = if self.dice.chance(20) {
                    "NULL".to_owned()
                } else {
                    value(self)
                };
                format!("CASE WHEN {condition} THEN {then} ELSE {otherwise} END")
            }
        }
    }

    fn aggregate(&mut self, of: ValueType, depth: usize) -> String {
        let relation = self.dice.of(&["siblings", "payments"]);
        let fields: Vec<String> = self.schema.relations[relation]
            .fields
            .iter()
            .filter(|(_, found)| **found == of)
            .map(|(field, _)| format!("{relation}.{field}"))
            .collect();
        let mut call = match (of, &fields[..]) {
            (ValueType::Bool, _) => format!("EXISTS({relation})"),
            (ValueType::Int, _) if self.dice.chance(60) => {
                let all: Vec<&String> = self.schema.relations[relation].fields.keys().collect();
                let field = self.dice.below(all.len() + 1);
                match all.get(field) {
                    Some(field) => format!("COUNT({relation}.{field})"),
                    None => format!("COUNT({relation})"),
                }
            }
            (_, []) => return self.leaf(of),
            (ValueType::Int | ValueType::Decimal, [field, ..]) => {
                format!("{}({field})", self.dice.of(&["SUM", "MIN", "MAX"]))
            }
            (_, [field, ..]) => format!("{}({field})", self.dice.of(&["MIN", "MAX"])),
        };
        if self.dice.chance(60) {
            self.records_of = Some(relation.to_owned());
            let filter = self.expression(ValueType::Bool, depth - 1);
            self.records_of = None;
            write!(call, " FILTER (WHERE {filter})").unwrap();
        }
        call
    }

    fn ordered_type(&mut self) -> ValueType {
        use ValueType::{Date, Decimal, Int, Text};
        self.dice.of(&[Int, Decimal, Date, Text])
    }
}

/// A literal as the language writes it.
fn written(value: &Value) -> String {
    match value {
        Value::Bool(truth) => truth.to_string().to_uppercase(),
        // The most negative number has no positive one to put a sign before.
        Value::Int(i64::MIN) => "0".to_owned(),
        Value::Int(int) => int.to_string(),
        Value::Decimal(decimal) if decimal.scale() == 0 => format!("{decimal}.0"),
        Value::Decimal(decimal) => decimal.to_string(),
        Value::Date(date) => format!("DATE '{date}'"),
        Value::Text(text) => format!("'{}'", text.replace('\'', "''")),
    }
}
