use core::num::NonZeroU32;

use aws_lc_rs::pbkdf2;
use zeroize::Zeroizing;

use crate::Error;

/// The most memory that scrypt may ask for, in bytes. OpenSSL's files need 16 MiB, cosign's 64 MiB.
pub const MAX_SCRYPT_MEMORY: u64 = 256 << 20;

/// The most that `blockSize * parallelizationParameter` may be: with a cost of 2, work that takes
/// no memory.
const MAX_LANES: u64 = 1024;

/// scrypt (RFC 7914), which aws-lc-rs does not have: PBKDF2 is its own, what is between is here.
///
/// It only opens files. Were it wrong, a file would not open.
#[derive(Clone, Copy)]
pub(crate) struct Scrypt {
    /// N: a power of two.
    cost: usize,
    /// r, in blocks of 128 bytes.
    block: usize,
    /// p
    parallel: usize,
}

/// The state of Salsa20 (RFC 7914 section 3): 64 bytes.
type Words = [u32; 16];

impl Scrypt {
    /// RFC 7914 section 2: N is a power of two above 1, and below what r can address.
    pub(crate) fn new(cost: u64, block: u64, parallel: u64) -> Result<Self, Error> {
        let memory = cost.saturating_mul(block).saturating_mul(128);
        if memory > MAX_SCRYPT_MEMORY {
            return Err(Error::Work { found: memory, limit: MAX_SCRYPT_MEMORY });
        }
        let lanes = block.saturating_mul(parallel);
        if lanes > MAX_LANES {
            return Err(Error::Work { found: lanes, limit: MAX_LANES });
        }
        if !cost.is_power_of_two() || cost < 2 || lanes == 0 {
            return Err(Error::Malformed);
        }
        let small = |number: u64| usize::try_from(number).map_err(|_| Error::Malformed);
        Ok(Self { cost: small(cost)?, block: small(block)?, parallel: small(parallel)? })
    }

    /// RFC 7914 section 6.
    pub(crate) fn derive(&self, password: &[u8], salt: &[u8], key: &mut [u8]) -> Result<(), Error> {
        let lane = 128 * self.block;
        let mut lanes = Zeroizing::new(vec![0; lane * self.parallel]);
        pbkdf2(salt, password, &mut lanes);
        for lane in lanes.chunks_exact_mut(lane) {
            self.mix(lane).ok_or(Error::Malformed)?;
        }
        pbkdf2(&lanes, password, key);
        Ok(())
    }

    /// scryptROMix (RFC 7914 section 5): fills memory with a sequence of states, then reads it in
    /// an order that only the states themselves tell. `None` never: every index is in its range.
    fn mix(&self, lane: &mut [u8]) -> Option<()> {
        let words = self.block * 2;
        let mut state = Zeroizing::new(words_of(lane));
        let mut next = Zeroizing::new(vec![[0; 16]; words]);
        let mut memory = Zeroizing::new(vec![[0; 16]; words * self.cost]);
        for place in memory.chunks_exact_mut(words) {
            place.copy_from_slice(&state);
            block_mix(&state, &mut next)?;
            core::mem::swap(&mut *state, &mut *next);
        }
        for _ in 0..self.cost {
            // Integerify: the low bits of the last block, of which N is a power of two.
            let index = usize::try_from(*state.last()?.first()?).ok()? & (self.cost - 1);
            let place = memory.get(index * words..(index + 1) * words)?;
            for (block, other) in state.iter_mut().zip(place) {
                add(block, other, |a, b| a ^ b);
            }
            block_mix(&state, &mut next)?;
            core::mem::swap(&mut *state, &mut *next);
        }
        let bytes = state.iter().flatten().flat_map(|word| word.to_le_bytes());
        lane.iter_mut().zip(bytes).for_each(|(to, from)| *to = from);
        Some(())
    }
}

fn pbkdf2(salt: &[u8], password: &[u8], out: &mut [u8]) {
    pbkdf2::derive(pbkdf2::PBKDF2_HMAC_SHA256, NonZeroU32::MIN, salt, password, out);
}

fn words_of(bytes: &[u8]) -> Vec<Words> {
    let word = |bytes: &[u8; 4]| u32::from_le_bytes(*bytes);
    let (words, _) = bytes.as_chunks::<4>();
    let (blocks, _) = words.as_chunks::<16>();
    blocks.iter().map(|block| block.each_ref().map(word)).collect()
}

/// scryptBlockMix (RFC 7914 section 4): the even blocks of the result come first, then the odd.
fn block_mix(from: &[Words], to: &mut [Words]) -> Option<()> {
    let mut last = *from.last()?;
    let half = from.len() / 2;
    for (index, block) in from.iter().enumerate() {
        add(&mut last, block, |a, b| a ^ b);
        salsa20_8(&mut last);
        *to.get_mut(index / 2 + index % 2 * half)? = last;
    }
    Some(())
}

fn add(to: &mut Words, other: &Words, with: impl Fn(u32, u32) -> u32) {
    to.iter_mut().zip(other).for_each(|(to, other)| *to = with(*to, *other));
}

/// Salsa20/8 Core (RFC 7914 section 3): four times columns and rows.
fn salsa20_8(block: &mut Words) {
    let mut x = *block;
    for _ in 0..4 {
        x = quarters(x);
        x = transposed(quarters(transposed(x)));
    }
    add(block, &x, u32::wrapping_add);
}

/// The four columns, each from its element of the diagonal on.
fn quarters(x: Words) -> Words {
    let [a0, a1, a2, a3, b0, b1, b2, b3, c0, c1, c2, c3, d0, d1, d2, d3] = x;
    let [a0, b0, c0, d0] = quarter([a0, b0, c0, d0]);
    let [b1, c1, d1, a1] = quarter([b1, c1, d1, a1]);
    let [c2, d2, a2, b2] = quarter([c2, d2, a2, b2]);
    let [d3, a3, b3, c3] = quarter([d3, a3, b3, c3]);
    [a0, a1, a2, a3, b0, b1, b2, b3, c0, c1, c2, c3, d0, d1, d2, d3]
}

fn quarter([a, b, c, d]: [u32; 4]) -> [u32; 4] {
    let b = b ^ a.wrapping_add(d).rotate_left(7);
    let c = c ^ b.wrapping_add(a).rotate_left(9);
    let d = d ^ c.wrapping_add(b).rotate_left(13);
    let a = a ^ d.wrapping_add(c).rotate_left(18);
    [a, b, c, d]
}

fn transposed(x: Words) -> Words {
    let [a0, a1, a2, a3, b0, b1, b2, b3, c0, c1, c2, c3, d0, d1, d2, d3] = x;
    [a0, b0, c0, d0, a1, b1, c1, d1, a2, b2, c2, d2, a3, b3, c3, d3]
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// RFC 7914 section 8.
    #[test]
    fn salsa20_8_core() {
        let input = "7e879a214f3ec9867ca940e641718f26baee555b8c61c1b50df846116dcd3b1d\
             ee24f319df9b3d8514121e4b5ac5aa3276021d2909c74829edebc68db8b8c25e";
        let output = "a41f859c6608cc993b81cacb020cef05044b2181a2fd337dfd7b1c6396682f29\
             b4393168e3c9e6bcfe6bc5b7a06d96bae424cc102c91745c24ad673dc7618f81";
        let bytes: Vec<u8> =
            (0..64).map(|at| u8::from_str_radix(&input[2 * at..2 * at + 2], 16).unwrap()).collect();
        let mut block = words_of(&bytes).pop().unwrap();
        salsa20_8(&mut block);
        let bytes: Vec<u8> = block.iter().flat_map(|word| word.to_le_bytes()).collect();
        assert_eq!(hex(&bytes), output);
    }

    /// RFC 7914 section 12; the fourth vector needs 1 GiB.
    #[test]
    fn scrypt() {
        for (password, salt, numbers, key) in [
            ("", "", [16, 1, 1], "77d6576238657b203b19ca42c18a0497"),
            ("password", "NaCl", [1024, 8, 16], "fdbabe1c9d3472007856e7190d01e9fe"),
            ("pleaseletmein", "SodiumChloride", [16_384, 8, 1], "7023bdcb3afd7348461c06cd81fd38eb"),
        ] {
            let [cost, block, parallel] = numbers;
            let scrypt = Scrypt::new(cost, block, parallel).unwrap();
            let mut found = [0; 64];
            scrypt.derive(password.as_bytes(), salt.as_bytes(), &mut found).unwrap();
            assert_eq!(hex(&found[..16]), key);
        }
    }

    #[test]
    fn the_work_has_a_limit() {
        let limit = MAX_SCRYPT_MEMORY;
        let found = limit * 2;
        assert_eq!(Scrypt::new(1 << 19, 8, 1).err(), Some(Error::Work { found, limit }));
        assert_eq!(Scrypt::new(2, 8, 200).err(), Some(Error::Work { found: 1600, limit: 1024 }));
        for (cost, block, parallel) in [(1, 8, 1), (0, 8, 1), (1000, 8, 1), (2, 0, 1), (2, 8, 0)] {
            assert_eq!(Scrypt::new(cost, block, parallel).err(), Some(Error::Malformed));
        }
    }
}
