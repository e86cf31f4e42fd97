//! Tsung offers the load: users arrive at a constant rate whatever becomes of those before them, and
//! each follows the forms from page to page. It is in Debian (`apt-get install tsung`), holds
//! thousands of users in one process, takes what a form needs from the page before, and puts down
//! every request with its kind, status and time.

use std::fmt::Write as _;
use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::walk::{ANSWERS, Filed, Person, STEPS};
use crate::site::http::encoded;

/// Of a hundred requests, so many are of each kind. Most people look, and look where their case is;
/// an application has fourteen requests, an officer's case four.
const MIX: [(Kind, f64); 4] = [
    (Kind::Browse, 58.0),
    (Kind::Track, 26.0),
    (Kind::File, 12.0),
    (Kind::Desk, 4.0),
];

/// What somebody comes for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Browse,
    Track,
    File,
    Desk,
}

impl Kind {
    pub(super) const ALL: [Self; 4] = [Self::Browse, Self::Track, Self::File, Self::Desk];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Browse => "browse",
            Self::Track => "track",
            Self::File => "file",
            Self::Desk => "desk",
        }
    }
}

/// Who was prepared.
pub(super) struct Cast {
    pub(super) filing: Vec<Person>,
    pub(super) tracking: Vec<Filed>,
    /// Cases that an officer opens and grants.
    pub(super) waiting: Vec<String>,
    pub(super) officer: String,
}

/// How many of each are needed, with some to spare: arrivals are by chance.
pub(super) fn needed(rate: u64, seconds: u64) -> [usize; 2] {
    let enough = |kind| {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "a small number of people"
        )]
        let mean = (sessions_a_second(kind, rate) * seconds as f64).ceil() as usize;
        mean + mean / 4 + 20
    };
    [enough(Kind::File), enough(Kind::Desk)]
}

/// One request of a session.
struct Step {
    method: &'static str,
    path: String,
    body: Option<String>,
    /// What the next ones need of the answer: a name and where it stands.
    takes: Option<(&'static str, &'static str)>,
}

fn get(path: impl Into<String>) -> Step {
    Step {
        method: "GET",
        path: path.into(),
        body: None,
        takes: None,
    }
}

fn post(path: impl Into<String>, fields: &[(&str, &str)]) -> Step {
    let pairs = fields.iter().map(|(name, value)| {
        // What tsung fills in stands as it is.
        let value = if value.starts_with("%%") {
            (*value).to_owned()
        } else {
            encoded(value)
        };
        format!("{name}={value}")
    });
    Step {
        method: "POST",
        path: path.into(),
        body: Some(pairs.collect::<Vec<_>>().join("&")),
        takes: None,
    }
}

impl Step {
    fn taking(self, name: &'static str, from: &'static str) -> Self {
        Self {
            takes: Some((name, from)),
            ..self
        }
    }
}

const VERSION: (&str, &str) = ("version", "name=\"version\" value=\"([0-9]+)\"");

fn steps(kind: Kind) -> Vec<Step> {
    match kind {
        Kind::Browse => ["/kk", "/kk/services", "/ru/services/birth-allowance"]
            .into_iter()
            .chain(["/en/life-events/birth", "/kk/privacy", "/en/status"])
            .map(get)
            .collect(),
        Kind::Track => vec![
            get("/kk/cabinet"),
            get("/kk/applications/%%_application%%"),
            get("/ru/cases/%%_matter%%"),
            get("/en/cases/%%_matter%%/letters/0"),
        ],
        Kind::Desk => vec![
            get("/kk/desk"),
            get("/ru/desk/cases/%%_matter%%"),
            post("/ru/desk/cases/%%_matter%%/grant", &[("confirm", "yes")]),
            get("/ru/desk/cases/%%_matter%%"),
        ],
        Kind::File => filing(),
    }
}

fn filing() -> Vec<Step> {
    let at = |page: &str| format!("/kk/apply/%%_draft%%/{page}");
    let begin = post("/kk/life-events/birth", &[("begin", "yes")]);
    let mut choice = vec![("event", "%%_delivery%%")];
    choice.extend(STEPS.map(|step| ("step", step)));
    let consent = [("registers", "yes"), ("automated", "yes")];
    let mut steps = vec![
        begin.taking("draft", "/apply/([0-9a-f-]+)/data"),
        get(at("data")),
        post(at("data"), &consent),
        get(at("preview")),
        post(at("preview"), &choice),
    ];
    for (page, answers) in ANSWERS.iter().enumerate() {
        let place = at(&format!("questions/{page}"));
        let mut fields = vec![("version", "%%_version%%")];
        fields.extend(answers.iter());
        steps.push(get(place.as_str()).taking(VERSION.0, VERSION.1));
        steps.push(post(place, &fields));
    }
    steps.push(get(at("check")).taking(VERSION.0, VERSION.1));
    steps.push(post(at("check"), &[("version", "%%_version%%")]));
    steps.push(get("/kk/applications/%%_draft%%"));
    steps
}

#[expect(clippy::cast_precision_loss, reason = "small numbers")]
fn sessions_a_second(kind: Kind, rate: u64) -> f64 {
    let share = MIX.iter().find(|(one, _)| *one == kind);
    let share = share.map_or(0.0, |(_, share)| *share);
    rate as f64 * share / 100.0 / steps(kind).len() as f64
}

/// Writes what tsung reads: the people, and what they do.
pub(super) fn script(
    folder: &Path,
    server: SocketAddr,
    (rate, seconds): (u64, u64),
    cast: &Cast,
) -> Result<PathBuf, String> {
    let lines = |kind| -> Vec<String> {
        match kind {
            Kind::Browse => Vec::new(),
            Kind::Track => cast.tracking.iter().map(Filed::line).collect(),
            Kind::File => cast.filing.iter().map(Person::line).collect(),
            Kind::Desk => {
                let waiting = cast.waiting.iter();
                waiting
                    .map(|case| format!("{};{case}", cast.officer))
                    .collect()
            }
        }
    };
    let all: f64 = MIX
        .iter()
        .map(|(kind, _)| sessions_a_second(*kind, rate))
        .sum();
    let mut sessions = String::new();
    let mut files = String::new();
    for kind in Kind::ALL {
        let path = folder.join(format!("{}.csv", kind.name()));
        let text = lines(kind).join("\n") + "\n";
        fs::write(&path, text).map_err(|error| error.to_string())?;
        if kind != Kind::Browse {
            let (name, path) = (kind.name(), path.display());
            let _ = writeln!(
                files,
                r#"<option name="file_server" id="{name}" value="{path}"/>"#
            );
        }
        let percent = 100.0 * sessions_a_second(kind, rate) / all;
        sessions.push_str(&session(kind, percent));
    }
    let (host, port) = (server.ip(), server.port());
    let text = format!(
        r#"<?xml version="1.0"?>
<!DOCTYPE tsung SYSTEM "/usr/share/tsung/tsung-1.0.dtd" [] >
<tsung loglevel="error" dumptraffic="protocol">
<clients><client host="localhost" use_controller_vm="true" maxusers="50000"/></clients>
<servers><server host="{host}" port="{port}" type="tcp"/></servers>
<load><arrivalphase phase="1" duration="{seconds}" unit="second">
<users arrivalrate="{all:.4}" unit="second"/></arrivalphase></load>
<options>{files}<option name="max_retries" value="0"/>
<option name="connect_timeout" value="30000"/></options>
<sessions>
{sessions}</sessions>
</tsung>
"#
    );
    let path = folder.join("load.xml");
    fs::write(&path, text).map_err(|error| error.to_string())?;
    Ok(path)
}

fn session(kind: Kind, percent: f64) -> String {
    let name = kind.name();
    let variables: &[&str] = match kind {
        Kind::Browse => &[],
        Kind::Track => &["sid", "application", "matter"],
        Kind::File => &["sid", "delivery"],
        Kind::Desk => &["sid", "matter"],
    };
    let mut text =
        format!("<session name=\"{name}\" probability=\"{percent:.6}\" type=\"ts_http\">\n");
    if !variables.is_empty() {
        let _ = write!(
            text,
            "<setdynvars sourcetype=\"file\" fileid=\"{name}\" delimiter=\";\" order=\"iter\">"
        );
        for variable in variables {
            let _ = write!(text, "<var name=\"{variable}\"/>");
        }
        text.push_str("</setdynvars>\n");
    }
    for step in steps(kind) {
        let _ = write!(text, "<request subst=\"true\" tag=\"{name}\">");
        if let Some((variable, pattern)) = step.takes {
            let pattern = pattern.replace('"', "&quot;");
            let _ = write!(text, "<dyn_variable name=\"{variable}\" re=\"{pattern}\"/>");
        }
        let _ = write!(
            text,
            "<http url=\"{}\" method=\"{}\" version=\"1.1\"",
            step.path, step.method
        );
        if let Some(body) = &step.body {
            let body = body.replace('&', "&amp;");
            let kind = "application/x-www-form-urlencoded";
            let _ = write!(text, " contents=\"{body}\" content_type=\"{kind}\"");
        }
        text.push('>');
        let mut header = |name: &str, value: &str| {
            let _ = write!(text, "<http_header name=\"{name}\" value=\"{value}\"/>");
        };
        header("Sec-Fetch-Site", "same-origin");
        if !variables.is_empty() {
            header("Cookie", "sid=%%_sid%%");
        }
        // What is looked into must come as it is; everything else as browsers ask for it.
        if step.takes.is_none() {
            header("Accept-Encoding", "gzip, deflate, br");
        }
        text.push_str("</http></request>\n");
    }
    text.push_str("</session>\n");
    text
}

impl Person {
    fn line(&self) -> String {
        format!("{};{}", self.session, self.delivery)
    }
}

impl Filed {
    fn line(&self) -> String {
        format!("{};{};{}", self.session, self.application, self.case)
    }
}

/// A request as tsung put it down.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Shot {
    pub(super) kind: Kind,
    /// Method and address, with … for ids.
    pub(super) page: String,
    /// When it was answered, in seconds.
    pub(super) at: f64,
    /// None if there was no answer.
    pub(super) status: Option<u16>,
    pub(super) millis: f64,
}

/// Offers the load, and gives every request.
pub(super) fn offer(folder: &Path, script: &Path) -> Result<Vec<Shot>, String> {
    let log = folder.join("tsung");
    fs::create_dir_all(&log).map_err(|error| error.to_string())?;
    let mut command = Command::new("tsung");
    command
        .arg("-f")
        .arg(script)
        .arg("-l")
        .arg(&log)
        .arg("start");
    let output = command.stdin(Stdio::null()).output().map_err(|error| {
        format!("tsung does not start ({error}). Type: sudo apt-get install tsung")
    })?;
    let run = fs::read_dir(&log).map_err(|error| error.to_string())?;
    let run = run.filter_map(Result::ok).map(|entry| entry.path());
    let dump = run.max().map(|run| run.join("tsung.dump"));
    let text = dump.and_then(|dump| fs::read_to_string(dump).ok());
    let text = text.ok_or_else(|| {
        let said = [output.stdout, output.stderr].concat();
        format!("tsung put nothing down: {}", String::from_utf8_lossy(&said))
    })?;
    let shots: Vec<Shot> = text.lines().filter_map(shot).collect();
    if shots.is_empty() {
        return Err(format!("tsung offered nothing; see {}", log.display()));
    }
    Ok(shots)
}

/// `date;pid;id;method;host;URL;status;size;duration;transaction;match;error;tag`
fn shot(line: &str) -> Option<Shot> {
    let fields: Vec<&str> = line.split(';').collect();
    let kind = fields.last()?;
    Some(Shot {
        kind: Kind::ALL.into_iter().find(|one| one.name() == *kind)?,
        page: format!("{} {}", fields.get(3)?, without_ids(fields.get(5)?)),
        at: fields.first()?.parse().ok()?,
        status: fields.get(6)?.parse().ok(),
        millis: fields.get(8)?.parse().unwrap_or(0.0),
    })
}

fn without_ids(path: &str) -> String {
    let parts = path.split('/');
    let shown = parts.map(|part| if part.len() == 36 { "…" } else { part });
    shown.collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mix_is_whole_and_an_application_is_gone_through_to_its_end() {
        let all: f64 = MIX.iter().map(|(_, share)| share).sum();
        assert!((all - 100.0).abs() < 1e-9);
        let filing = session(Kind::File, 5.0);
        assert_eq!(filing.matches("<request").count(), 14);
        assert!(filing.contains("version=%%_version%%&amp;father=blank"));
        assert!(filing.contains(&format!("registrar={}", super::super::walk::OFFICE)));
        // Two of a kind come in: the mean of a Poisson distribution is not its most.
        assert!(needed(1_000, 30)[0] > 257 + 40);
    }

    #[test]
    fn a_line_of_tsung_is_read_and_the_first_one_is_none() {
        let line = "17.5;<0.1.0>;3;get;127.0.0.1;/en/cases/019cff50-a7e1-7c46-b1e6-a5e984f8caf9;200;1642;13.830;-;;;browse";
        let expected = Shot {
            kind: Kind::Browse,
            page: "get /en/cases/…".to_owned(),
            at: 17.5,
            status: Some(200),
            millis: 13.83,
        };
        assert_eq!(shot(line), Some(expected));
        assert_eq!(
            shot("#date;pid;id;http method;host;URL;HTTP status;tag"),
            None
        );
    }
}
