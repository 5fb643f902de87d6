//! How much room a workspace takes while somebody works in it.

use super::*;

/// How often the store file was written anew.
fn rewrites(dir: &Path) -> u64 {
    let names = std::fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let numbers = names.filter_map(|name| name.strip_prefix("store-")?.strip_suffix(".redb")?.parse::<u64>().ok());
    numbers.max().unwrap() - 1
}

/// One section on which somebody works all year, in short. Caches are kept and the file is looked at after each pause.
#[test]
fn through_a_year_of_edits_the_file_stays_within_twice_of_what_is_live() {
    // Letters of the section, letters typed at a time, how often, other sections of 3,000 letters, and how many times what is live
    // it may take: in the last, nearly all that is live is a cache.
    for (length, typed, saves, others, times) in
        [(200, 10, 100, 0, 2), (4000, 100, 120, 0, 2), (2000, 50, 40, 200, 2), (30_000, 50, 50, 20, 3)]
    {
        let pair = Pair::new(|_| ());
        let (officer, dir) = (&pair.officer, pair.dir.path().join("officer"));
        let mut chance = blake3::Hasher::new().finalize_xof();
        let mut letters = |count: usize| {
            let mut noise = vec![0; count / 2];
            chance.fill(&mut noise);
            data_encoding::HEXLOWER.encode(&noise)
        };
        let mut text = letters(length);
        for other in 0..others {
            add(officer, &format!("Deel {other}"), &letters(3000));
        }
        let item = add(officer, "Taal", &text);
        for save in 0..saves {
            let base = text.clone();
            let at = save * 7919 % (length - typed);
            text.replace_range(at..at + typed, &letters(typed));
            let edit = PlanEdit::SetBody { item, base, text: text.clone() };
            officer.municipality().edit_plan(&officer.key(), &[edit]).unwrap();
            if save % 2 == 0 {
                officer.save_caches().unwrap();
            }
            officer.tidy();
            if save % 10 == 9 {
                let room = officer.store().room().unwrap();
                let most = (times * room.live).max(512 * 1024);
                assert!(room.file <= most, "{length}, save {save}: {room:?}");
            }
        }
        let (count, room) = (rewrites(&dir), officer.store().room().unwrap());
        println!("{length}: {count} rewrites, {room:?}");
        assert!(count <= 4, "{length}: written anew {count} times");
        same_and_sound(officer, officer, "a year");
    }
}
