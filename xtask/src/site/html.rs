//! What a visitor finds on a page.

/// The value of the first field of this name.
pub(crate) fn field<'a>(page: &'a str, name: &str) -> Option<&'a str> {
    let mark = format!(" name=\"{name}\"");
    let tag = page.split('<').find(|tag| tag.contains(&mark))?;
    let tag = tag.split('>').next()?;
    tag.split(" value=\"").nth(1)?.split('"').next()
}

/// The values of the fields of this name.
pub(crate) fn has_field(page: &str, name: &str) -> bool {
    page.contains(&format!(" name=\"{name}\""))
}

/// What follows `before` up to the next character that is no part of an id, each once, in order.
pub(crate) fn ids<'a>(page: &'a str, before: &str, after: &str) -> Vec<&'a str> {
    let mut found: Vec<&str> = Vec::new();
    for (at, _) in page.match_indices(before) {
        let rest = page.get(at + before.len()..).unwrap_or_default();
        let end = rest.find(|c: char| !c.is_ascii_hexdigit() && c != '-');
        let (id, rest) = rest.split_at(end.unwrap_or(rest.len()));
        if id.len() == 36 && rest.starts_with(after) && !found.contains(&id) {
            found.push(id);
        }
    }
    found
}

/// What stands between two marks, wherever they stand.
pub(crate) fn between<'a>(page: &'a str, before: &str, after: &str) -> Vec<&'a str> {
    let parts = page.split(before).skip(1);
    parts
        .filter_map(|part| part.split_once(after).map(|(between, _)| between))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "019cff50-a7e1-7c46-b1e6-a5e984f8caf9";

    #[test]
    fn fields_and_ids_are_found() {
        let page = format!(
            "<input name=\"a\" value=\"1\"><input id=\"b\" name=\"b\" value=\"\">\
             <a href=\"/en/cases/{ID}\"></a><a href=\"/en/cases/{ID}/file\">x.pdf</a>"
        );
        assert_eq!(field(&page, "a"), Some("1"));
        assert_eq!(field(&page, "b"), Some(""));
        assert_eq!(field(&page, "c"), None);
        assert_eq!(ids(&page, "/cases/", ""), [ID]);
        assert_eq!(ids(&page, "/cases/", "/file"), [ID]);
        assert!(ids(&page, "/cases/", "/x").is_empty());
        assert_eq!(between(&page, "\">", ".pdf"), ["x"]);
    }
}
