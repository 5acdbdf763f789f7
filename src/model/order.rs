//! Sorting, once for all types: every type that is sorted by itself makes the program some four kilobytes larger.

use crate::text::Span;

/// Sorts by a number. Of equals the earlier one stays the earlier one.
pub fn sorted_by_key<T>(items: Vec<T>, key: impl Fn(&T) -> u64) -> Vec<T> {
    let mut places: Vec<(u64, usize)> =
        items.iter().enumerate().map(|(place, item)| (key(item), place)).collect();
    if places.is_sorted() {
        return items;
    }
    // No two are equal. In a library that is built for size this way merges, and the unstable one is a heap, which takes
    // four times as long.
    places.sort();
    let mut items: Vec<Option<T>> = items.into_iter().map(Some).collect();
    places.into_iter().filter_map(|(_, place)| items.get_mut(place)?.take()).collect()
}

/// The number by which spans are in their order: by the start, and of equal starts the longer one first.
pub fn span_key(span: Span) -> u64 {
    u64::from(span.start().get()) << 32 | u64::from(!span.end().get())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equals_keep_their_order() {
        let sorted = sorted_by_key(vec!["bb", "a", "cc", "b", ""], |word| word.len() as u64);
        assert_eq!(sorted, ["", "a", "b", "bb", "cc"]);
    }

    #[test]
    fn span_keys_are_in_the_order_of_spans() {
        let spans =
            [(0, 9), (0, 3), (2, u32::MAX), (2, 9), (7, 8)].map(|(start, end)| Span::of(start, end).unwrap());
        assert!(spans.is_sorted());
        assert!(spans.map(span_key).is_sorted());
    }
}
