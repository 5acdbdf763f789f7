//! The memory of the program.

/// Has the browser give so many bytes at once to whatever needs them next. Otherwise the program asks for more after each
/// 64 KiB, hundreds of times for a large file.
pub fn reserve(bytes: usize) {
    let mut room = Vec::<u8>::new();
    // Where there is not as much, less may do.
    let _ = room.try_reserve_exact(bytes);
    // What is given back stays with the program.
    drop(std::hint::black_box(room));
}
