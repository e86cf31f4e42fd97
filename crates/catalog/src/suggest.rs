//! "Did you mean …?"

/// The candidate nearest to what was written, if one is near.
fn did_you_mean<'a>(
    written: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let written: Vec<char> = written.chars().take(64).collect();
    let limit = (written.len() / 3).clamp(1, 3);
    candidates
        .into_iter()
        .map(|candidate| {
            (
                distance(&written, &candidate.chars().collect::<Vec<_>>()),
                candidate,
            )
        })
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, candidate)| candidate)
}

/// "Did you mean …?", or else another help.
pub(crate) fn help<'a>(
    written: &str,
    candidates: impl IntoIterator<Item = &'a str>,
    otherwise: impl Into<String>,
) -> String {
    did_you_mean(written, candidates).map_or_else(
        || otherwise.into(),
        |near| format!("did you mean `{near}`?"),
    )
}

/// Edit distance in which swapping two neighbours is one edit.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let replace = above[j] + usize::from(x != y);
            let mut best = replace.min(above[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *x == b[j - 1] && a[i - 1] == *y {
                best = best.min(before[j - 1] + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut above, row);
    }
    above[b.len()]
}

#[cfg(test)]
mod tests {
    use super::did_you_mean;

    #[test]
    fn a_slip_of_the_keyboard_is_understood() {
        assert_eq!(
            did_you_mean("titel", ["title", "law", "term"]),
            Some("title")
        );
        assert_eq!(
            did_you_mean("born_at", ["born_on", "place"]),
            Some("born_on")
        );
    }

    #[test]
    fn something_quite_different_gets_no_suggestion() {
        assert_eq!(did_you_mean("colour", ["title", "law", "term"]), None);
    }
}
