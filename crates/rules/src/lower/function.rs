//! Functions. To add one, see the crate's documentation.

use sqlparser::ast::{Expr, Function, FunctionArg, FunctionArgExpr, FunctionArguments, Spanned};
use sqlparser::tokenizer::Location;
use tutas_domain::value::ValueType;

use super::{Lowering, Term};
use crate::parse::{fault, place};
use crate::schema::Fault;
use crate::suggest::nearest;
use crate::tree::{Extreme, Fold, Node, Unit};

/// Every function, for "did you mean".
const FUNCTIONS: [&str; 13] = [
    "months_between",
    "years_between",
    "days_between",
    "working_days_between",
    "starts_with",
    "coalesce",
    "least",
    "greatest",
    "count",
    "sum",
    "min",
    "max",
    "exists",
];

/// Functions of SQL that people reach for, and what stands in their place.
const ELSEWHERE: [(&str, &str); 16] = [
    (
        "now",
        "write `filed_on`: a rule sees the day of the application, never the clock",
    ),
    (
        "current_date",
        "write `filed_on`: a rule sees the day of the application, never the clock",
    ),
    (
        "current_timestamp",
        "write `filed_on`: a rule sees the day of the application, not the clock",
    ),
    (
        "age",
        "write years_between(from, until) or months_between(from, until)",
    ),
    ("datediff", "write days_between(from, until)"),
    ("date_diff", "write days_between(from, until)"),
    (
        "date_part",
        "write years_between, months_between or days_between(from, until)",
    ),
    ("dateadd", "write `date + 30` for days"),
    (
        "lower",
        "registers hold codes as they are; compare with IN ('…', '…')",
    ),
    (
        "upper",
        "registers hold codes as they are; compare with IN ('…', '…')",
    ),
    ("substring", "write starts_with(text, 'start') or LIKE"),
    ("nullif", "write CASE WHEN a = b THEN NULL ELSE a END"),
    ("ifnull", "write COALESCE(a, b)"),
    ("nvl", "write COALESCE(a, b)"),
    ("avg", "write SUM(need.field) / COUNT(need.field)"),
    ("abs", "write GREATEST(x, -x)"),
];

impl Lowering<'_> {
    pub(super) fn function(&mut self, function: &Function) -> Option<Term> {
        let at = function.name.span().start;
        let name = function.name.to_string().trim_matches('"').to_lowercase();
        let fold = match name.as_str() {
            "count" => Some(Fold::Count),
            "sum" => Some(Fold::Sum),
            "min" => Some(Fold::Min),
            "max" => Some(Fold::Max),
            "exists" => Some(Fold::Exists),
            _ => None,
        };
        if let Some(hint) = decorated(function, fold.is_some()) {
            let message = format!("{} takes plain arguments", name.to_uppercase());
            return self.refuse(fault(at, message).hint(hint));
        }
        if let Some(fold) = fold {
            return self.aggregate(at, fold, &arguments(function), function.filter.as_deref());
        }
        let Some(arguments) = plain(&arguments(function)) else {
            return self.refuse(fault(at, format!("`*` means nothing in {name}")));
        };
        match (name.as_str(), &arguments[..]) {
            ("months_between", [from, until]) => self.dates(Unit::Months, from, until),
            ("years_between", [from, until]) => self.dates(Unit::Years, from, until),
            ("days_between", [from, until]) => self.dates(Unit::Days, from, until),
            ("working_days_between", [from, until]) => self.dates(Unit::WorkingDays, from, until),
            ("starts_with", [text, start]) => {
                let text = self.wanted(text, ValueType::Text, "what starts_with looks at");
                let start = self.wanted(start, ValueType::Text, "the start");
                Some(self.bool(Node::StartsWith(text?, start?)))
            }
            ("coalesce", [_, ..]) => self.coalesce(at, &arguments),
            ("least", [_, ..]) => self.extreme(at, Extreme::Least, &arguments),
            ("greatest", [_, ..]) => self.extreme(at, Extreme::Greatest, &arguments),
            _ => self.refuse(no_function(at, &name)),
        }
    }

    fn dates(&mut self, unit: Unit, from: &Expr, until: &Expr) -> Option<Term> {
        let what = format!("each argument of {}", unit.function());
        let from = self.wanted(from, ValueType::Date, &what);
        let until = self.wanted(until, ValueType::Date, &what);
        let node = Node::Between(unit, from?, until?);
        Some(Term::Node(self.add(node, ValueType::Int), ValueType::Int))
    }

    fn coalesce(&mut self, at: Location, arguments: &[&Expr]) -> Option<Term> {
        let terms = self.terms(arguments)?;
        let (ids, common) = self.unify(at, &terms)?;
        Some(Term::Node(self.add(Node::Coalesce(ids), common), common))
    }

    fn extreme(&mut self, at: Location, extreme: Extreme, arguments: &[&Expr]) -> Option<Term> {
        let terms = self.terms(arguments)?;
        let (ids, common) = self.unify(at, &terms)?;
        if common == ValueType::Bool {
            return self.refuse(fault(at, "true and false have no order").hint("write AND or OR"));
        }
        Some(Term::Node(
            self.add(Node::Extreme(extreme, ids), common),
            common,
        ))
    }
}

fn arguments(function: &Function) -> Vec<&FunctionArg> {
    match &function.args {
        FunctionArguments::List(list) => list.args.iter().collect(),
        FunctionArguments::None | FunctionArguments::Subquery(_) => Vec::new(),
    }
}

/// The arguments, if each is a plain expression.
pub(super) fn plain<'e>(arguments: &[&'e FunctionArg]) -> Option<Vec<&'e Expr>> {
    arguments
        .iter()
        .map(|argument| match argument {
            FunctionArg::Unnamed(FunctionArgExpr::Expr(expr)) => Some(expr),
            _ => None,
        })
        .collect()
}

/// What to write instead of the decorations SQL allows around a call, if there are any.
fn decorated(function: &Function, is_aggregate: bool) -> Option<&'static str> {
    if let FunctionArguments::List(list) = &function.args
        && (list.duplicate_treatment.is_some() || !list.clauses.is_empty())
    {
        return Some("leave out DISTINCT, ALL and ORDER BY; narrow records by FILTER (WHERE …)");
    }
    if matches!(function.args, FunctionArguments::Subquery(_)) {
        return Some("there are no queries inside an expression");
    }
    if function.filter.is_some() && !is_aggregate {
        return Some("FILTER goes with COUNT, SUM, MIN, MAX and EXISTS");
    }
    let is_plain = function.over.is_none()
        && function.within_group.is_empty()
        && function.null_treatment.is_none()
        && function.parameters == FunctionArguments::None
        && !function.uses_odbc_syntax;
    if is_plain {
        None
    } else {
        Some("leave out OVER, WITHIN GROUP and the like")
    }
}

fn no_function(at: Location, name: &str) -> Fault {
    if FUNCTIONS.contains(&name) {
        let hint = match name {
            "starts_with" => "write starts_with(text, start)",
            "coalesce" | "least" | "greatest" => "give it at least one value",
            _ => "write it as name(from, until), with two dates",
        };
        return fault(at, format!("{name} takes other arguments")).hint(hint);
    }
    let problem = fault(at, format!("there is no function `{name}`"));
    if let Some((_, instead)) = ELSEWHERE.iter().find(|(elsewhere, _)| *elsewhere == name) {
        return problem.hint(*instead);
    }
    match nearest(name, FUNCTIONS) {
        Some(near) => problem.hint(format!("did you mean `{near}`?")),
        None => problem.hint(format!("there are {}", FUNCTIONS.join(", "))),
    }
}

/// Where an argument list begins, for problems about the whole of it.
pub(super) fn first_place(arguments: &[&Expr], otherwise: Location) -> Location {
    arguments.first().map_or(otherwise, |first| place(first))
}
