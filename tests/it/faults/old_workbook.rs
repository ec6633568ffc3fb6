//! A small XLS: BIFF8 records in the compound file of the older Microsoft formats, no more of either than a reader needs.

/// A sector of the compound file.
const SECTOR: usize = 512;
/// A stream shorter than this would have to be kept elsewhere.
const SHORTEST: usize = 4096;
const END: u32 = 0xffff_fffe;
const FREE: u32 = 0xffff_ffff;

/// A workbook of one sheet; a cell that reads as a number is one.
pub fn of(sheet: &str, rows: &[Vec<String>]) -> Vec<u8> {
    let globals = [record(0x0809, &bof(5)), record(0x0042, &1200_u16.to_le_bytes())].concat();
    let entry = |at: usize| {
        let mut entry = u32::try_from(at).unwrap().to_le_bytes().to_vec();
        entry.extend([0, 0, u8::try_from(sheet.len()).unwrap(), 0]);
        entry.extend(sheet.as_bytes());
        record(0x0085, &entry)
    };
    let begins = globals.len() + entry(0).len() + record(0x000a, &[]).len();
    let mut stream = [globals, entry(begins), record(0x000a, &[]), record(0x0809, &bof(16))].concat();
    for (number, row) in rows.iter().enumerate() {
        for (column, cell) in row.iter().enumerate() {
            stream.extend(self::cell(number, column, cell));
        }
    }
    stream.extend(record(0x000a, &[]));
    compound(stream)
}

fn record(kind: u16, body: &[u8]) -> Vec<u8> {
    [&kind.to_le_bytes()[..], &u16::try_from(body.len()).unwrap().to_le_bytes(), body].concat()
}

/// The beginning of the workbook (5) or of a sheet (16).
fn bof(what: u16) -> Vec<u8> {
    [&0x0600_u16.to_le_bytes()[..], &what.to_le_bytes(), &[0; 12]].concat()
}

fn cell(row: usize, column: usize, text: &str) -> Vec<u8> {
    let place = [row, column, 0].map(|number| u16::try_from(number).unwrap().to_le_bytes()).concat();
    if let Ok(number) = text.parse::<f64>() {
        return record(0x0203, &[place, number.to_le_bytes().to_vec()].concat());
    }
    let length = u16::try_from(text.len()).unwrap().to_le_bytes();
    record(0x0204, &[&place[..], &length, &[0], text.as_bytes()].concat())
}

/// The stream `Workbook` in a compound file: header, table of sectors, directory, stream.
fn compound(mut stream: Vec<u8>) -> Vec<u8> {
    let length = stream.len().max(SHORTEST);
    stream.resize(length.next_multiple_of(SECTOR), 0);
    let sectors = u32::try_from(stream.len() / SECTOR).unwrap();
    let chain = (2..2 + sectors).map(|sector| if sector == 1 + sectors { END } else { sector + 1 });
    let mut table: Vec<u32> = [0xffff_fffd, END].into_iter().chain(chain).collect();
    assert!(table.len() <= SECTOR / 4, "the stream fits one table of sectors");
    table.resize(SECTOR / 4, FREE);
    let table: Vec<u8> = table.into_iter().flat_map(u32::to_le_bytes).collect();
    let root = entry("Root Entry", 5, 1, END, 0);
    let workbook = entry("Workbook", 2, FREE, 2, length);
    let directory = [root, workbook, vec![0; 2 * 128]].concat();
    [header(), table, directory, stream].concat()
}

fn header() -> Vec<u8> {
    let mut header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    header.extend([0; 16]);
    for short in [0x3e_u16, 3, 0xfffe, 9, 6, 0, 0, 0] {
        header.extend(short.to_le_bytes());
    }
    // Directory at sector 1, one table of sectors at 0, no small streams.
    for long in [0_u32, 1, 1, 0, u32::try_from(SHORTEST).unwrap(), END, 0, END, 0, 0] {
        header.extend(long.to_le_bytes());
    }
    header.resize(SECTOR, 0xff);
    header
}

fn entry(name: &str, kind: u8, child: u32, sector: u32, length: usize) -> Vec<u8> {
    let mut entry: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let name_length = u16::try_from(entry.len() + 2).unwrap();
    entry.resize(64, 0);
    entry.extend(name_length.to_le_bytes());
    entry.extend([kind, 1]);
    for long in [FREE, FREE, child] {
        entry.extend(long.to_le_bytes());
    }
    entry.resize(116, 0);
    entry.extend(sector.to_le_bytes());
    entry.extend(u64::try_from(length).unwrap().to_le_bytes());
    entry
}
