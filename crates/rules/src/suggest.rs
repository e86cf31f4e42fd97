//! "Did you mean": the nearest of the names that would have been right.

/// The candidate nearest to `written`, if one is near enough to be what was meant.
pub(crate) fn nearest<'a>(
    written: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let written = written.to_lowercase();
    let allowed = (written.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .map(|candidate| (distance(&written, &candidate.to_lowercase()), candidate))
        .filter(|(edits, _)| *edits <= allowed)
        .min()
        .map(|(_, candidate)| candidate)
}

/// The number of insertions, deletions, replacements and swaps of neighbours between two words.
fn distance(left: &str, right: &str) -> usize {
    let left: Vec<char> = left.chars().collect();
    let right: Vec<char> = right.chars().collect();
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=right.len()).collect();
    for (row, from) in left.iter().enumerate() {
        let mut current = vec![row + 1];
        for (column, to) in right.iter().enumerate() {
            let replaced = last[column] + usize::from(from != to);
            let mut edits = replaced.min(last[column + 1] + 1).min(current[column] + 1);
            let swapped =
                row > 0 && column > 0 && left[row - 1] == *to && right[column - 1] == *from;
            if swapped {
                edits = edits.min(before_last[column - 1] + 1);
            }
            current.push(edits);
        }
        before_last = std::mem::replace(&mut last, current);
    }
    last[right.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_finger_is_recognised_and_another_word_is_not() {
        let fields = ["born_on", "died_on", "iin"];
        assert_eq!(nearest("bron_on", fields), Some("born_on"));
        assert_eq!(nearest("Born_On", fields), Some("born_on"));
        assert_eq!(nearest("born", fields), None);
        assert_eq!(nearest("inn", fields), Some("iin"));
        assert_eq!(nearest("residence", fields), None);
    }

    #[test]
    fn swapping_two_neighbours_is_one_edit() {
        assert_eq!(distance("bron", "born"), 1);
        assert_eq!(distance("", "born"), 4);
        assert_eq!(distance("born", "born"), 0);
    }
}
