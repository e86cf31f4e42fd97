//! The little of HTTP/1.1 that a browser without script needs, one connection a request: so it is
//! known of every request whether it was answered in full.

use std::fmt::Write as _;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Longer than any answer takes; who waits longer is answered by nobody.
const PATIENCE: Duration = Duration::from_secs(30);

/// Where the program listens: one address, or one a node, of which another is taken each time.
#[derive(Clone, Debug, Default)]
pub(crate) struct Door(Arc<Addresses>);

#[derive(Debug, Default)]
struct Addresses {
    all: Mutex<Vec<SocketAddr>>,
    next: AtomicUsize,
}

/// A browser with one session.
#[derive(Clone, Debug)]
pub(crate) struct Browser {
    pub(crate) door: Door,
    pub(crate) session: Option<String>,
}

/// What is sent.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) path: String,
    pub(crate) form: Option<Form>,
}

/// The body of a form with its type.
#[derive(Clone, Debug)]
pub(crate) struct Form {
    kind: String,
    body: Vec<u8>,
}

/// What came back, in full.
#[derive(Clone, Debug, Default)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) location: Option<String>,
    pub(crate) session: Option<String>,
    /// Whether it says when to come again.
    pub(crate) comes_again: bool,
    pub(crate) body: Vec<u8>,
}

/// Why nothing came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Broken {
    /// Nobody listens: nothing was sent.
    Refused,
    /// It was sent, or part of it; whether it counted is not known.
    Unanswered,
}

impl Door {
    /// A door with one address.
    pub(crate) fn of(address: SocketAddr) -> Self {
        let door = Self::default();
        door.open(address);
        door
    }

    /// One more address.
    pub(crate) fn open(&self, address: SocketAddr) {
        self.all().push(address);
    }

    /// One address less.
    pub(crate) fn shut(&self, address: SocketAddr) {
        self.all().retain(|one| *one != address);
    }

    /// A line to the next that listens, as a balancer before several nodes finds it.
    fn connect(&self) -> Result<(TcpStream, SocketAddr), Broken> {
        let mut all = self.all().clone();
        let count = all.len().max(1);
        all.rotate_left(self.0.next.fetch_add(1, Ordering::Relaxed) % count);
        let mut lines = all.into_iter().filter_map(|address| {
            let line = TcpStream::connect(address).ok()?;
            Some((line, address))
        });
        lines.next().ok_or(Broken::Refused)
    }

    fn all(&self) -> std::sync::MutexGuard<'_, Vec<SocketAddr>> {
        self.0.all.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Request {
    /// Asks for a page.
    pub(crate) fn page(path: impl Into<String>) -> Self {
        let path = path.into();
        Self { path, form: None }
    }

    /// Sends a form.
    pub(crate) fn form(path: impl Into<String>, fields: &[(&str, &str)]) -> Self {
        let pairs = fields.iter();
        let pairs: Vec<String> = pairs
            .map(|(name, value)| format!("{}={}", encoded(name), encoded(value)))
            .collect();
        Self {
            path: path.into(),
            form: Some(Form {
                kind: "application/x-www-form-urlencoded".to_owned(),
                body: pairs.join("&").into_bytes(),
            }),
        }
    }

    /// Sends a JSON text, as to a register.
    pub(crate) fn json(path: impl Into<String>, body: &str) -> Self {
        Self {
            path: path.into(),
            form: Some(Form {
                kind: "application/json".to_owned(),
                body: body.as_bytes().to_vec(),
            }),
        }
    }

    /// Sends a form with a file.
    pub(crate) fn file(
        path: impl Into<String>,
        field: (&str, &str),
        name: &str,
        bytes: &[u8],
    ) -> Self {
        const EDGE: &str = "edge-of-a-part";
        let disposition = "content-disposition: form-data; name";
        let mut body = Vec::new();
        let (key, value) = field;
        let head = format!(
            "--{EDGE}\r\n{disposition}=\"{key}\"\r\n\r\n{value}\r\n\
             --{EDGE}\r\n{disposition}=\"file\"; filename=\"{name}\"\r\n\r\n"
        );
        body.extend(head.as_bytes());
        body.extend(bytes);
        body.extend(format!("\r\n--{EDGE}--\r\n").as_bytes());
        Self {
            path: path.into(),
            form: Some(Form {
                kind: format!("multipart/form-data; boundary={EDGE}"),
                body,
            }),
        }
    }
}

impl Answer {
    /// The page as text.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

impl Browser {
    /// One without a session at the same door.
    pub(crate) fn stranger(&self) -> Self {
        self.with(None)
    }

    /// One with another session at the same door.
    pub(crate) fn with(&self, session: Option<String>) -> Self {
        Self {
            door: self.door.clone(),
            session,
        }
    }

    /// Sends a request and waits for the whole answer; keeps the session it gives.
    pub(crate) fn send(&mut self, request: &Request) -> Result<Answer, Broken> {
        let (mut line, host) = self.door.connect()?;
        let sent = self.exchange(&mut line, host, request);
        let answer = sent.ok().and_then(|bytes| parse(&bytes));
        let answer = answer.ok_or(Broken::Unanswered)?;
        if let Some(session) = &answer.session {
            self.session = Some(session.clone());
        }
        Ok(answer)
    }

    fn exchange(
        &self,
        line: &mut TcpStream,
        host: SocketAddr,
        request: &Request,
    ) -> std::io::Result<Vec<u8>> {
        line.set_read_timeout(Some(PATIENCE))?;
        line.set_write_timeout(Some(PATIENCE))?;
        let method = if request.form.is_some() {
            "POST"
        } else {
            "GET"
        };
        let mut head = format!(
            "{method} {} HTTP/1.1\r\nhost: {host}\r\norigin: http://{host}\r\n\
             sec-fetch-site: same-origin\r\nconnection: close\r\n",
            request.path
        );
        if let Some(session) = &self.session {
            let _ = write!(head, "cookie: sid={session}\r\n");
        }
        if let Some(form) = &request.form {
            let _ = write!(
                head,
                "content-type: {}\r\ncontent-length: {}\r\n",
                form.kind,
                form.body.len()
            );
        }
        head.push_str("\r\n");
        line.write_all(head.as_bytes())?;
        if let Some(form) = &request.form {
            line.write_all(&form.body)?;
        }
        let mut bytes = Vec::new();
        // Whoever was killed may reset the line; what had come before is looked at all the same.
        match line.read_to_end(&mut bytes) {
            Err(error) if bytes.is_empty() => Err(error),
            _ => Ok(bytes),
        }
    }
}

/// An answer, if all of it is there.
fn parse(bytes: &[u8]) -> Option<Answer> {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = std::str::from_utf8(bytes.get(..end)?).ok()?;
    let body = bytes.get(end + 4..)?;
    let mut lines = head.split("\r\n");
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let mut answer = Answer {
        status,
        ..Answer::default()
    };
    let mut length = 0;
    for line in lines {
        let (name, value) = line.split_once(':')?;
        let value = value.trim();
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = value.parse().ok()?,
            "retry-after" => answer.comes_again = value.parse::<u32>().is_ok(),
            "location" => answer.location = Some(value.to_owned()),
            "set-cookie" => {
                let session = value.strip_prefix("sid=");
                let session = session.and_then(|rest| rest.split(';').next());
                answer.session = session.map(str::to_owned).or(answer.session);
            }
            // The pages' lengths are known before they are sent.
            "transfer-encoding" => return None,
            _ => {}
        }
    }
    answer.body = body.get(..length)?.to_vec();
    Some(answer)
}

/// A value as it stands in a form.
pub(crate) fn encoded(value: &str) -> String {
    let mut shown = String::new();
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            shown.push(char::from(byte));
        } else {
            let _ = write!(shown, "%{byte:02X}");
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_cut_short_is_none() {
        let whole = b"HTTP/1.1 303 See Other\r\nlocation: /en\r\nset-cookie: sid=ab; Path=/\r\n\
                      content-length: 4\r\n\r\nbody";
        let answer = parse(whole).unwrap();
        assert_eq!((answer.status, answer.text().as_str()), (303, "body"));
        assert_eq!(answer.location.as_deref(), Some("/en"));
        assert_eq!(answer.session.as_deref(), Some("ab"));
        for cut in 0..whole.len() {
            assert!(parse(&whole[..cut]).is_none(), "{cut}");
        }
    }

    #[test]
    fn a_form_is_sent_as_a_browser_does() {
        let request = Request::form("/en", &[("words", "a b&ұ"), ("x", "1")]);
        let body = request.form.unwrap().body;
        assert_eq!(body, b"words=a%20b%26%D2%B1&x=1");
    }
}
