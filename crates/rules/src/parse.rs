//! From text to the parser's tree, within limits and with positions.

use sqlparser::ast::{Expr, Spanned};
use sqlparser::dialect::PostgreSqlDialect;
use sqlparser::keywords::Keyword;
use sqlparser::parser::{Parser, ParserError};
use sqlparser::tokenizer::{Location, Token, TokenWithSpan, Tokenizer};

use crate::schema::{Fault, MAX_DEPTH, MAX_LENGTH};

/// The parser counts several of its own steps for one bracket; what matters is that it stops.
const PARSER_STEPS: usize = MAX_DEPTH * 3;

const BEGINNING: Location = Location { line: 1, column: 1 };

/// Parses one expression.
pub(crate) fn parse(sql: &str) -> Result<Expr, Fault> {
    if sql.len() > MAX_LENGTH {
        return Err(fault(
            BEGINNING,
            format!("the expression is longer than {MAX_LENGTH} bytes"),
        )
        .hint("split it into several requirements"));
    }
    let dialect = PostgreSqlDialect {};
    let mut tokens = Tokenizer::new(&dialect, sql)
        .tokenize_with_location()
        .map_err(|error| fault(error.location, error.message))?;
    prepare(&mut tokens)?;
    let mut parser = Parser::new(&dialect)
        .with_recursion_limit(PARSER_STEPS)
        .with_tokens_with_locations(tokens);
    let expr = parser.parse_expr().map_err(|error| refused(error, sql))?;
    let rest = parser.peek_token();
    if rest.token == Token::EOF {
        return Ok(expr);
    }
    Err(fault(
        rest.span.start,
        format!("`{}` cannot follow here", rest.token),
    )
    .hint("join conditions with AND or OR"))
}

/// Where an expression begins. Descends by loop, for a chain of operators may be long.
pub(crate) fn place(expr: &Expr) -> Location {
    let mut leftmost = expr;
    loop {
        leftmost = match leftmost {
            Expr::BinaryOp { left, .. } => left,
            Expr::Nested(inner)
            | Expr::UnaryOp { expr: inner, .. }
            | Expr::IsNull(inner)
            | Expr::IsNotNull(inner)
            | Expr::IsTrue(inner)
            | Expr::IsNotTrue(inner)
            | Expr::IsFalse(inner)
            | Expr::IsNotFalse(inner)
            | Expr::IsUnknown(inner)
            | Expr::IsNotUnknown(inner)
            | Expr::IsDistinctFrom(inner, _)
            | Expr::IsNotDistinctFrom(inner, _)
            | Expr::Cast { expr: inner, .. }
            | Expr::Between { expr: inner, .. }
            | Expr::InList { expr: inner, .. }
            | Expr::Like { expr: inner, .. }
            | Expr::ILike { expr: inner, .. } => inner,
            Expr::Case { case_token, .. } => return known(case_token.0.span.start),
            Expr::Value(value) => return known(value.span.start),
            Expr::TypedString(typed) => return known(typed.value.span.start),
            Expr::Identifier(name) => return known(name.span.start),
            Expr::CompoundIdentifier(names) => {
                return names
                    .first()
                    .map_or(BEGINNING, |name| known(name.span.start));
            }
            Expr::Function(function) => return known(function.name.span().start),
            _ => return BEGINNING,
        };
    }
}

/// A problem at a place.
pub(crate) fn fault(at: Location, message: impl Into<String>) -> Fault {
    let at = known(at);
    Fault {
        line: usize::try_from(at.line).unwrap_or(1),
        column: usize::try_from(at.column).unwrap_or(1),
        message: message.into(),
        hint: None,
    }
}

impl Fault {
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

/// Refuses what can be seen from the tokens, and turns `EXISTS` into an ordinary function name:
/// here it takes a relation, where SQL wants a query.
fn prepare(tokens: &mut [TokenWithSpan]) -> Result<(), Fault> {
    let mut depth = 0_usize;
    let mut signs = 0_usize;
    let mut is_empty = true;
    for TokenWithSpan { token, span } in tokens {
        is_empty &= matches!(token, Token::Whitespace(_) | Token::EOF);
        // Deep in a row of NOTs the parser takes one for a name rather than say that it is deep.
        signs = match token {
            Token::Whitespace(_) => signs,
            Token::Minus | Token::Plus => signs + 1,
            Token::Word(word) if word.keyword == Keyword::NOT => signs + 1,
            _ => 0,
        };
        match token {
            Token::LParen => depth += 1,
            Token::RParen => depth = depth.saturating_sub(1),
            Token::SemiColon => {
                return Err(fault(
                    span.start,
                    "an expression is one predicate, without `;`",
                ));
            }
            Token::Word(word) if word.keyword == Keyword::SELECT => {
                return Err(fault(span.start, "there are no queries inside an expression").hint(
                    "declare what is needed under `needs`, and read it by COUNT, SUM, MIN, MAX or \
                     EXISTS(need) FILTER (WHERE …)",
                ));
            }
            Token::Word(word) if word.keyword == Keyword::EXISTS => {
                word.keyword = Keyword::NoKeyword;
            }
            _ => {}
        }
        if depth.max(signs) > MAX_DEPTH {
            return Err(too_deep(span.start));
        }
    }
    if is_empty {
        Err(fault(BEGINNING, "the expression is empty"))
    } else {
        Ok(())
    }
}

pub(crate) fn too_deep(at: Location) -> Fault {
    fault(
        at,
        format!("the expression nests deeper than {MAX_DEPTH} levels"),
    )
    .hint("split it into several requirements")
}

fn refused(error: ParserError, sql: &str) -> Fault {
    let message = match error {
        ParserError::RecursionLimitExceeded => return too_deep(BEGINNING),
        ParserError::ParserError(message) | ParserError::TokenizerError(message) => message,
    };
    let (at, message) = located(&message);
    let expected = message
        .strip_prefix("Expected: ")
        .and_then(|message| message.split_once(", found: "));
    match expected {
        Some((wanted, "EOF")) => fault(
            at.unwrap_or_else(|| end(sql)),
            format!("the expression ends where {wanted} is expected"),
        ),
        Some((wanted, found)) => fault(
            at.unwrap_or(BEGINNING),
            format!("`{found}` stands where {wanted} is expected"),
        ),
        None => fault(at.unwrap_or(BEGINNING), message),
    }
}

/// Takes the position off the parser's message, which ends in `at Line: 1, Column: 7`.
fn located(message: &str) -> (Option<Location>, &str) {
    let Some((text, position)) = message.rsplit_once(" at Line: ") else {
        return (None, message);
    };
    let mut numbers = position
        .split(", Column: ")
        .map(|number| number.trim().parse().ok());
    match (numbers.next().flatten(), numbers.next().flatten()) {
        (Some(line), Some(column)) => (Some(Location { line, column }), text),
        _ => (None, message),
    }
}

/// The place behind the last character.
fn end(sql: &str) -> Location {
    let last = sql.trim_end().rsplit('\n').next().unwrap_or_default();
    let line = sql.trim_end().matches('\n').count() + 1;
    let column = last.chars().count() + 1;
    Location {
        line: u64::try_from(line).unwrap_or(1),
        column: u64::try_from(column).unwrap_or(1),
    }
}

fn known(at: Location) -> Location {
    if at.line == 0 || at.column == 0 {
        BEGINNING
    } else {
        at
    }
}
