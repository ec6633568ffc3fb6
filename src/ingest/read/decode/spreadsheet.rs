//! Workbooks: XLSX, ODS and XLS through calamine.
//!
//! In: a workbook, told apart by its first bytes. Out: the rows of the sheets that some series may be in.
//! Invariant: an XLSX is read cell by cell, so that the size of its used range costs nothing; ODS and XLS are laid out whole by
//! calamine, which the limits of the worker contain; dates come out as dates.

use super::super::error::ReadError;
use super::super::select::{Flow, Selection};
use super::cell::{Cell, Place, Row, shortest};
use super::ods_end;
use super::ods_text;
use super::open::{Nature, head_of, open_zip, zip_error};
use super::superscript;
use super::xls_text;
use calamine::{Data, DataRef, DataType, Ods, Range, Reader, Sheet, SheetVisible, Xls, Xlsx};
use chrono::NaiveDateTime;
use std::borrow::Cow;
use std::collections::HashMap;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

/// The most filled cells that are read of a sheet.
const MOST_CELLS: u64 = 20_000_000;

/// Reads a workbook in this process.
pub fn read(path: &Path, selection: &mut Selection<'_>) -> Result<(), ReadError> {
    let head = head_of(path)?;
    match Nature::of(&head) {
        Nature::Zip => {
            let mut archive = open_zip(path)?;
            match archive.by_name("mimetype") {
                Ok(_) => read_ods(path, selection),
                Err(zip::result::ZipError::FileNotFound) => read_xlsx(path, selection),
                Err(error) => Err(zip_error(&error)),
            }
        }
        Nature::Ole => read_xls(path, selection),
        Nature::Empty if head.len() < 64 => Err(ReadError::Empty),
        other => Err(ReadError::NotTheFormat { expected: "a workbook".to_owned(), found: other.words().to_owned() }),
    }
}

fn open(path: &Path) -> Result<BufReader<File>, ReadError> {
    Ok(BufReader::with_capacity(128 * 1024, File::open(path)?))
}

/// The names of the sheets, hidden ones last: what a publisher hides is read only where no sheet in sight will do.
fn in_reading_order(sheets: &[Sheet]) -> Vec<String> {
    let (seen, hidden): (Vec<_>, Vec<_>) = sheets.iter().partition(|sheet| sheet.visible == SheetVisible::Visible);
    seen.into_iter().chain(hidden).map(|sheet| sheet.name.clone()).collect()
}

fn not_a_workbook(kind: &str, error: &dyn std::fmt::Display) -> ReadError {
    ReadError::NotTheFormat {
        expected: format!("a sound {kind} workbook"),
        found: format!("one that cannot be read: {error}"),
    }
}

fn read_xlsx(path: &Path, selection: &mut Selection<'_>) -> Result<(), ReadError> {
    let mut workbook: Xlsx<_> = Xlsx::new(open(path)?).map_err(|error| not_a_workbook("XLSX", &error))?;
    let raised = superscript::in_workbook(path);
    selection.counts_days_from_1904(superscript::counts_days_from_1904(path));
    let names = in_reading_order(workbook.sheets_metadata());
    selection.sheets(&names);
    for name in names.iter().filter(|name| !name.is_empty()) {
        if !selection.wants(name) {
            continue;
        }
        let mut reader = match workbook.worksheet_cells_reader(name) {
            Ok(reader) => reader,
            // A chart sheet has no cells.
            Err(calamine::XlsxError::NotAWorksheet(_)) => continue,
            Err(error) => return Err(not_a_workbook("XLSX", &error)),
        };
        selection.begin(name);
        let mut sheet = SheetRows { name, selection: &mut *selection, row: 0, cells: Vec::new(), count: 0 };
        let (mut flow, mut longest) = (Flow::More, 0_u64);
        while let Some(cell) = reader.next_cell().map_err(|error| not_a_workbook("XLSX", &error))? {
            let (row, column) = cell.get_position();
            let value = borrowed(cell.get_value(), &raised);
            longest = if value == Cell::Empty { longest } else { longest.max(u64::from(row) + 1) };
            // What follows is only counted once nobody wants it any more.
            if flow == Flow::More {
                flow = sheet.cell(row, column, value)?;
            }
        }
        if flow == Flow::More {
            sheet.flush()?;
        }
        selection.table_has(longest);
        selection.end()?;
    }
    Ok(())
}

/// Gathers cells into rows.
struct SheetRows<'a, 's, 'c> {
    name: &'a str,
    selection: &'a mut Selection<'s>,
    row: u32,
    cells: Vec<(usize, Cell<'c>)>,
    count: u64,
}

impl<'c> SheetRows<'_, '_, 'c> {
    fn cell(&mut self, row: u32, column: u32, cell: Cell<'c>) -> Result<Flow, ReadError> {
        self.count += 1;
        if self.count > MOST_CELLS {
            return Err(ReadError::TooLarge(format!("sheet `{}` has more than {MOST_CELLS} cells", self.name)));
        }
        let mut flow = Flow::More;
        if row != self.row {
            flow = self.flush()?;
            if row < self.row {
                return Err(not_a_workbook("XLSX", &format!("the rows of sheet `{}` are out of order", self.name)));
            }
            self.row = row;
        }
        if cell != Cell::Empty {
            self.cells.push((column as usize, cell));
        }
        Ok(flow)
    }

    fn flush(&mut self) -> Result<Flow, ReadError> {
        if self.cells.is_empty() {
            return Ok(Flow::More);
        }
        if !self.cells.is_sorted_by_key(|(column, _)| *column) {
            self.cells.sort_by_key(|(column, _)| *column);
        }
        let flow = self.selection.row(&mut Row::sparse(self.row as usize + 1, Place::Sheet(self.name), &self.cells));
        self.cells.clear();
        flow
    }
}

fn read_ods(path: &Path, selection: &mut Selection<'_>) -> Result<(), ReadError> {
    ods_end::check(path)?;
    let workbook: Ods<_> = Ods::new(open(path)?)
        .map_err(|error| too_large_or("ODS", &error, matches!(error, calamine::OdsError::CellLimitExceeded { .. })))?;
    let shown = ods_text::in_workbook(path);
    let also = Also { raised: &HashMap::new(), shown: &shown };
    read_ranges(workbook, also, selection, |error| not_a_workbook("ODS", &error))
}

fn read_xls(path: &Path, selection: &mut Selection<'_>) -> Result<(), ReadError> {
    let workbook: Xls<_> = Xls::new(open(path)?).map_err(|error| not_a_workbook("XLS", &error))?;
    let found = xls_text::in_workbook(path);
    selection.counts_days_from_1904(found.from_1904);
    let also = Also { raised: &found.raised, shown: &HashMap::new() };
    read_ranges(workbook, also, selection, |error| not_a_workbook("XLS", &error))
}

fn too_large_or(kind: &str, error: &dyn std::fmt::Display, too_large: bool) -> ReadError {
    if too_large {
        ReadError::TooLarge(format!("a workbook that spans too many cells ({error})"))
    } else {
        not_a_workbook(kind, error)
    }
}

fn read_ranges<W: Reader<BufReader<File>>>(
    mut workbook: W,
    also: Also<'_>,
    selection: &mut Selection<'_>,
    wrong: impl Fn(W::Error) -> ReadError,
) -> Result<(), ReadError> {
    let names = in_reading_order(workbook.sheets_metadata());
    selection.sheets(&names);
    for name in names.iter().filter(|name| !name.is_empty()) {
        if selection.wants(name) {
            let range = workbook.worksheet_range(name).map_err(&wrong)?;
            selection.begin(name);
            read_range(name, &range, also, selection)?;
            selection.end()?;
        }
    }
    Ok(())
}

/// What the cells of a workbook show and their values do not say.
#[derive(Clone, Copy)]
struct Also<'a> {
    /// Texts with raised digits, by what they read as without their format.
    raised: &'a HashMap<String, String>,
    /// What cells show, by sheet and place.
    shown: &'a HashMap<String, ods_text::Texts>,
}

/// Hands a sheet over.
fn read_range(name: &str, range: &Range<Data>, also: Also<'_>, selection: &mut Selection<'_>) -> Result<(), ReadError> {
    let shown = also.shown.get(name);
    let Some((first_row, first_column)) = range.start() else { return Ok(()) };
    selection.table_has(range.end().map_or(0, |(row, _)| u64::from(row) + 1));
    let mut cells = Vec::new();
    for (index, row) in range.rows().enumerate() {
        cells.clear();
        for (offset, data) in row.iter().enumerate() {
            let column = first_column as usize + offset;
            let place = || Some((first_row.checked_add(u32::try_from(index).ok()?)?, u32::try_from(column).ok()?));
            match shown.and_then(|texts| texts.get(&place()?)) {
                Some(text) => cells.push((column, Cell::Text(Cow::Borrowed(text)))),
                None => match owned(data, also.raised) {
                    Cell::Empty => {}
                    cell => cells.push((column, cell)),
                },
            }
        }
        if !cells.is_empty() {
            let number = first_row as usize + index + 1;
            if selection.row(&mut Row::sparse(number, Place::Sheet(name), &cells))? == Flow::Stop {
                break;
            }
        }
    }
    Ok(())
}

fn borrowed<'c>(data: &DataRef<'c>, raised: &'c HashMap<String, String>) -> Cell<'c> {
    match data {
        DataRef::SharedString(text) => filled(Cow::Borrowed(raised.get(*text).map_or(text, String::as_str))),
        DataRef::String(text) => filled(Cow::Owned(raised.get(text).unwrap_or(text).clone())),
        other => common(other),
    }
}

fn owned<'c>(data: &'c Data, raised: &'c HashMap<String, String>) -> Cell<'c> {
    match data {
        Data::String(text) => filled(Cow::Borrowed(raised.get(text).unwrap_or(text))),
        other => common(other),
    }
}

fn filled(text: Cow<'_, str>) -> Cell<'_> {
    if text.is_empty() { Cell::Empty } else { Cell::Text(text) }
}

/// What every kind of workbook holds beside text.
fn common<'c>(data: &impl DataType) -> Cell<'c> {
    if let Some(date) = data.get_datetime() {
        return if date.is_datetime() {
            date.as_datetime().map_or(number(date.as_f64()), Cell::Date)
        } else {
            number(date.as_f64())
        };
    }
    if let Some(text) = data.get_datetime_iso() {
        return iso(text);
    }
    if let Some(truth) = data.get_bool() {
        return Cell::Text(Cow::Borrowed(if truth { "TRUE" } else { "FALSE" }));
    }
    if let Some(error) = data.get_error() {
        return Cell::Text(Cow::Owned(error.to_string()));
    }
    match (data.get_int(), data.get_float(), data.get_duration_iso()) {
        (Some(integer), ..) => Cell::Number(integer.into()),
        (None, Some(double), _) => number(double),
        (None, None, Some(text)) => Cell::Text(Cow::Owned(text.to_owned())),
        _ => Cell::Empty,
    }
}

fn number<'c>(double: f64) -> Cell<'c> {
    shortest(double).map_or_else(|| Cell::Text(Cow::Owned(double.to_string())), Cell::Number)
}

fn iso<'c>(text: &str) -> Cell<'c> {
    let date =
        text.parse::<NaiveDateTime>().ok().or_else(|| text.parse::<chrono::NaiveDate>().ok()?.and_hms_opt(0, 0, 0));
    date.map_or_else(|| Cell::Text(Cow::Owned(text.to_owned())), Cell::Date)
}
