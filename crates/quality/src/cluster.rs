//! Records that are linked, directly or through others, taken together.

use std::collections::BTreeMap;

/// Two records that may be one person's.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Link {
    /// The place of the record that came first.
    pub a: u32,
    /// The place of the other.
    pub b: u32,
    /// How much speaks for it, in bits.
    pub bits: f32,
}

/// Records that may all be one person's.
#[derive(Clone, Debug, PartialEq)]
pub struct Cluster {
    /// The places of the records, in order.
    pub members: Vec<u32>,
    /// The links among them, the strongest first.
    pub links: Vec<Link>,
}

/// Takes linked records together; clusters come in the order of their first records.
pub fn clusters(links: &[Link]) -> Vec<Cluster> {
    let mut parents: BTreeMap<u32, u32> = BTreeMap::new();
    for link in links {
        let (a, b) = (root(&mut parents, link.a), root(&mut parents, link.b));
        // The smaller is the root, so that it does not matter in which order links come.
        parents.insert(a.max(b), a.min(b));
    }
    let mut found: BTreeMap<u32, Cluster> = BTreeMap::new();
    let all: Vec<u32> = parents.keys().copied().collect();
    for one in all {
        let root = root(&mut parents, one);
        let cluster = found.entry(root).or_insert_with(Cluster::empty);
        cluster.members.push(one);
    }
    for link in links {
        let root = root(&mut parents, link.a);
        found
            .entry(root)
            .or_insert_with(Cluster::empty)
            .links
            .push(*link);
    }
    let mut found: Vec<Cluster> = found.into_values().collect();
    for cluster in &mut found {
        cluster.links.sort_by(|a, b| b.bits.total_cmp(&a.bits));
    }
    found
}

impl Cluster {
    fn empty() -> Self {
        Self {
            members: Vec::new(),
            links: Vec::new(),
        }
    }
}

fn root(parents: &mut BTreeMap<u32, u32>, one: u32) -> u32 {
    let mut at = one;
    loop {
        let parent = *parents.entry(at).or_insert(at);
        if parent == at {
            break;
        }
        // Each step halves the way for those who come later.
        let grandparent = parents.get(&parent).copied().unwrap_or(parent);
        parents.insert(at, grandparent);
        at = grandparent;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(a: u32, b: u32, bits: f32) -> Link {
        Link { a, b, bits }
    }

    #[test]
    fn records_linked_through_others_are_one_cluster_in_whatever_order_the_links_come() {
        let mut links = vec![
            link(7, 9, 30.0),
            link(1, 4, 41.0),
            link(2, 9, 50.0),
            link(4, 5, 28.0),
        ];
        let found = clusters(&links);
        let members: Vec<_> = found.iter().map(|one| one.members.clone()).collect();
        assert_eq!(members, [vec![1, 4, 5], vec![2, 7, 9]]);
        assert_eq!(found[1].links, [link(2, 9, 50.0), link(7, 9, 30.0)]);
        links.reverse();
        assert_eq!(clusters(&links), found);
        assert_eq!(clusters(&[]), []);
    }
}
