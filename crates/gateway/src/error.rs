//! Why an exchange brought nothing that may be used.

use std::fmt;

use thiserror::Error;

/// Why an exchange failed. Codes only: safe to log, safe to store.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ExchangeError {
    /// Nobody answered: `connect`, `timeout` or `broken`.
    #[error("the register does not answer ({code})")]
    Unavailable {
        /// What happened on the way.
        code: &'static str,
    },
    /// The provider's own error: a status without `X-Road-Error`.
    #[error("the register answered with status {status}")]
    ProviderError {
        /// The HTTP status.
        status: u16,
    },
    /// A fault of X-Road on the provider's or the proxies' side (`Server.…`).
    #[error("the exchange layer reports {kind}")]
    Fault {
        /// The type, letters and dots only, e.g. `Server.ServerProxy.ServiceFailed`.
        kind: String,
    },
    /// X-Road refuses what we sent: an error of ours (`Client.…`), no right to it, no such service.
    #[error("the exchange layer refuses the request: {kind}")]
    Refused {
        /// The type, letters and dots only, e.g. `Server.ServerProxy.AccessDenied`.
        kind: String,
    },
    /// There is an answer, and it must not be used.
    #[error("the register's answer cannot be used ({0})")]
    Unusable(Flaw),
    /// The request was never sent: it cannot be expressed in the protocol.
    #[error("the request cannot be sent ({code})")]
    Unsendable {
        /// What is wrong with it: `address`, `header`, `key`.
        code: &'static str,
    },
}

/// What is wrong with an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Flaw {
    /// It is about somebody or something else than was asked for.
    WrongSubject,
    /// It names another client, service or message than ours.
    WrongExchange,
    /// Its request hash does not fit the request we sent.
    WrongHash,
    /// It is not the JSON the protocol prescribes, or a value is not of its field's type.
    Malformed,
    /// It lacks a field that was asked for: *none* would be said with `null`.
    MissingField,
    /// It is not JSON by its own word.
    ContentType,
    /// It is longer than we read.
    TooLarge,
    /// It wants to send us elsewhere.
    Redirect,
    /// It has a status that the protocol does not know.
    Status,
    /// It is of a time too long ago.
    Stale,
    /// It is not all that it says it is.
    Incomplete,
    /// Nobody stands where it is looked up: it was not filled, or its keys were lost.
    Empty,
    /// A key is not written as such keys are, in this row; the line of names is the first.
    KeyForm {
        /// The row.
        row: u64,
    },
}

impl ExchangeError {
    /// A short stable code for journals and logs, e.g. `unusable:wrong-subject`.
    pub fn code(&self) -> String {
        match self {
            Self::Unavailable { code } => format!("unavailable:{code}"),
            Self::ProviderError { status } => format!("provider:{status}"),
            Self::Fault { kind } => format!("fault:{kind}"),
            Self::Refused { kind } => format!("refused:{kind}"),
            Self::Unusable(flaw) => format!("unusable:{flaw}"),
            Self::Unsendable { code } => format!("unsendable:{code}"),
        }
    }

    /// Whether the register is simply not there just now, so that people are told "it is down".
    /// Otherwise somebody answered, and an operator must look.
    pub fn is_outage(&self) -> bool {
        match self {
            Self::Unavailable { .. } | Self::Fault { .. } => true,
            Self::ProviderError { status } => *status >= 500 || *status == 429,
            Self::Refused { .. } | Self::Unusable(_) | Self::Unsendable { .. } => false,
        }
    }
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plain = match self {
            Self::WrongSubject => "wrong-subject",
            Self::WrongExchange => "wrong-exchange",
            Self::WrongHash => "wrong-hash",
            Self::Malformed => "malformed",
            Self::MissingField => "missing-field",
            Self::ContentType => "content-type",
            Self::TooLarge => "too-large",
            Self::Redirect => "redirect",
            Self::Status => "status",
            Self::Stale => "stale",
            Self::Incomplete => "incomplete",
            Self::Empty => "empty",
            Self::KeyForm { row } => return write!(f, "key-form:row-{row}"),
        };
        f.write_str(plain)
    }
}

impl From<Flaw> for ExchangeError {
    fn from(flaw: Flaw) -> Self {
        Self::Unusable(flaw)
    }
}
