//! The server's log: JSON lines, in which stands nothing of anybody.

use std::fs;
use std::path::Path;

/// What is wrong with a log: lines that are no objects, and lines with one of these texts. A log in
/// which no request stands was not written as it was asked for.
pub(super) fn faults(log: &Path, secrets: &[String]) -> Result<Vec<String>, String> {
    let text = fs::read_to_string(log).map_err(|error| format!("{}: {error}", log.display()))?;
    Ok(wrong_in(&text, secrets))
}

fn wrong_in(text: &str, secrets: &[String]) -> Vec<String> {
    let mut faults = Vec::new();
    let mut requests = 0;
    for line in text.lines() {
        if !(line.starts_with('{') && line.ends_with('}')) {
            faults.push(format!("the log has a line that is no object: {line}"));
        }
        requests += usize::from(line.contains("\"message\":\"answered\""));
        if secrets.iter().any(|secret| line.contains(secret.as_str())) {
            faults.push(format!("the log tells of somebody: {line}"));
        }
    }
    if requests == 0 {
        faults.push("no request stands in the log".to_owned());
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_personal_is_found_in_a_log_and_so_is_what_is_no_object() {
        let good = "{\"level\":\"INFO\",\"message\":\"answered\",\"status\":200}\n";
        let secrets = ["960412690001".to_owned()];
        assert!(wrong_in(good, &secrets).is_empty());
        assert_eq!(wrong_in("", &secrets).len(), 1);
        let bad = format!("{good}{{\"iin\":\"960412690001\"}}\nthread panicked\n");
        assert_eq!(wrong_in(&bad, &secrets).len(), 2);
    }
}
