//! Parquet that is of every type, of a wrong one, broken, or made to do harm.

use std::fs;

use ::parquet::basic::{Compression, IntType, LogicalType, Repetition, Type as Stored};
use ::parquet::data_type::{
    BoolType, ByteArrayType, DoubleType, FixedLenByteArrayType, Int32Type, Int64Type,
};
use ::parquet::file::properties::{WriterProperties, WriterVersion};
use ::parquet::file::writer::SerializedFileWriter;
use ::parquet::schema::types::Type;
use tempfile::TempDir;

use super::*;

const IIN: &str = "990101300014";

/// Values of a column, each there or not.
#[derive(Clone)]
enum Cells {
    Bools(Vec<Option<bool>>),
    Ints(Vec<Option<i32>>),
    Longs(Vec<Option<i64>>),
    Doubles(Vec<Option<f64>>),
    Bytes(Vec<Option<Vec<u8>>>),
    Fixed(usize, Vec<Option<Vec<u8>>>),
}

use Cells::{Bools, Bytes, Doubles, Fixed, Ints, Longs};

/// A column: its name, what its values mean, and they.
type Made = (&'static str, Option<LogicalType>, Cells);

fn schema_of(columns: &[Made], repetition: Repetition) -> Arc<Type> {
    let columns = columns.iter().map(|(name, logical, cells)| {
        let (stored, length) = match cells {
            Bools(_) => (Stored::BOOLEAN, -1),
            Ints(_) => (Stored::INT32, -1),
            Longs(_) => (Stored::INT64, -1),
            Doubles(_) => (Stored::DOUBLE, -1),
            Bytes(_) => (Stored::BYTE_ARRAY, -1),
            Fixed(length, _) => (
                Stored::FIXED_LEN_BYTE_ARRAY,
                i32::try_from(*length).unwrap(),
            ),
        };
        let (scale, precision) = match logical {
            Some(LogicalType::Decimal(decimal)) => (decimal.scale, decimal.precision),
            _ => (-1, -1),
        };
        let column = Type::primitive_type_builder(name, stored)
            .with_repetition(repetition)
            .with_logical_type(logical.clone())
            .with_length(length)
            .with_scale(scale)
            .with_precision(precision);
        Arc::new(column.build().unwrap())
    });
    let table = Type::group_type_builder("table").with_fields(columns.collect());
    Arc::new(table.build().unwrap())
}

fn written(columns: &[Made], repetition: Repetition, properties: WriterProperties) -> Vec<u8> {
    let schema = schema_of(columns, repetition);
    let mut writer = SerializedFileWriter::new(Vec::new(), schema, Arc::new(properties)).unwrap();
    let mut group = writer.next_row_group().unwrap();
    for (.., cells) in columns {
        let mut column = group.next_column().unwrap().unwrap();
        macro_rules! write {
            ($stored:ty, $cells:expr, $to:expr) => {{
                let levels: Vec<i16> = $cells.iter().map(|cell| cell.is_some().into()).collect();
                let values: Vec<_> = $cells.iter().flatten().cloned().map($to).collect();
                let typed = column.typed::<$stored>();
                typed.write_batch(&values, Some(&levels), None).unwrap();
            }};
        }
        match cells {
            Bools(cells) => write!(BoolType, cells, |cell| cell),
            Ints(cells) => write!(Int32Type, cells, |cell| cell),
            Longs(cells) => write!(Int64Type, cells, |cell| cell),
            Doubles(cells) => write!(DoubleType, cells, |cell| cell),
            Bytes(cells) => write!(ByteArrayType, cells, ::parquet::data_type::ByteArray::from),
            Fixed(_, cells) => write!(FixedLenByteArrayType, cells, |cell| {
                ::parquet::data_type::ByteArray::from(cell).into()
            }),
        }
        column.close().unwrap();
    }
    group.close().unwrap();
    writer.into_inner().unwrap()
}

fn plainly(columns: &[Made]) -> Vec<u8> {
    written(
        columns,
        Repetition::OPTIONAL,
        WriterProperties::builder().build(),
    )
}

fn text(text: &str) -> Cells {
    Bytes(vec![Some(text.into())])
}

fn iin() -> Made {
    ("iin", Some(LogicalType::String), text(IIN))
}

/// A folder with one drop in it.
struct Dropped {
    folder: TempDir,
    drops: Drops,
}

impl Dropped {
    fn new(name: &str, format: Option<Format>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let types = [
            ("iin", ValueType::Text),
            ("amount", ValueType::Decimal),
            ("order", ValueType::Int),
            ("since", ValueType::Date),
            ("alive", ValueType::Bool),
        ];
        let table = Table {
            keys: vec!["iin".to_owned()],
            types: types.map(|(field, kind)| (field.to_owned(), kind)).into(),
            columns: BTreeMap::new(),
            format,
        };
        let age = (Dated::Manifest, SignedDuration::from_hours(1));
        let drops = Drops::new(folder.path().to_owned(), table, age);
        fs::write(folder.path().join("name"), name).unwrap();
        Self { folder, drops }
    }

    /// What is found of a field in this file, which has so many rows by its manifest.
    fn found(&self, file: &[u8], rows: u64, field: &str) -> Result<Vec<String>, ExchangeError> {
        let name = fs::read_to_string(self.folder.path().join("name")).unwrap();
        let place = self.folder.path().join(&name);
        fs::write(&place, file).unwrap();
        let sha256 = hash_of(&File::open(place).unwrap()).unwrap();
        let at = Timestamp::UNIX_EPOCH;
        let manifest =
            serde_json::json!({"file": name, "rows": rows, "sha256": sha256, "made_at": at});
        fs::write(self.folder.path().join(MANIFEST), manifest.to_string()).unwrap();
        let value_type = self.drops.at.table.types[field];
        let keys = [("iin".to_owned(), Value::Text(IIN.to_owned()))];
        let columns = [
            ("iin".to_owned(), ValueType::Text),
            (field.to_owned(), value_type),
        ];
        let found = self.drops.read(&keys, &columns, at)?;
        let plain = |record: &Record| {
            let value = record[field].as_ref();
            value.map_or("none".to_owned(), Value::to_plain)
        };
        Ok(found.0.iter().map(plain).collect())
    }
}

fn found(columns: &[Made], field: &str) -> Result<Vec<String>, ExchangeError> {
    Dropped::new("a.parquet", None).found(&plainly(columns), 1, field)
}

const MALFORMED: ExchangeError = ExchangeError::Unusable(Flaw::Malformed);

fn int(bit_width: i8, is_signed: bool) -> LogicalType {
    LogicalType::Integer(IntType {
        bit_width,
        is_signed,
    })
}

/// What is read of a column that stands beside the key.
fn read(field: &'static str, logical: Option<LogicalType>, cells: Cells) -> String {
    let found = found(&[iin(), (field, logical, cells)], field);
    found.unwrap().remove(0)
}

#[test]
fn a_value_is_read_of_each_way_that_its_type_is_stored() {
    let long = |long| Longs(vec![Some(long)]);
    let short = |short| Ints(vec![Some(short)]);
    assert_eq!(read("alive", None, Bools(vec![Some(true)])), "true");
    assert_eq!(read("order", None, short(-2)), "-2");
    assert_eq!(read("order", Some(int(8, true)), short(-2)), "-2");
    assert_eq!(read("order", Some(int(32, false)), short(-1)), "4294967295");
    let least = read("order", None, long(i64::MIN));
    assert_eq!(least, "-9223372036854775808");

    let amount = |cells, scale, precision| {
        let decimal = LogicalType::decimal(scale, precision);
        read("amount", Some(decimal), cells)
    };
    assert_eq!(read("amount", None, long(164_350)), "164350");
    assert_eq!(amount(short(16_435_050), 2, 9), "164350.50");
    assert_eq!(amount(long(-5), 2, 18), "-0.05");
    assert_eq!(amount(long(0), 3, 18), "0.000");
    let bytes = |bytes: &[u8]| vec![Some(bytes.to_vec())];
    assert_eq!(amount(Bytes(bytes(&[0xff, 0x85])), 2, 4), "-1.23");
    let fixed = bytes(&[0, 0, 0, 0, 0, 0, 0, 1, 0]);
    assert_eq!(amount(Fixed(9, fixed), 2, 20), "2.56");
    assert_eq!(amount(Ints(vec![None]), 2, 9), "none");

    let since = |cells| read("since", Some(LogicalType::Date), cells);
    assert_eq!(since(short(20_529)), "2026-03-17");
    assert_eq!(since(short(-1)), "1969-12-31");
    assert_eq!(since(Ints(vec![None])), "none");
    assert_eq!(found(&[iin()], "iin"), Ok(vec![IIN.to_owned()]));
}

#[test]
fn a_value_that_is_stored_otherwise_makes_the_drop_unusable_even_where_it_is_none() {
    let timestamp = Some(LogicalType::timestamp(
        true,
        ::parquet::basic::TimeUnit::MILLIS,
    ));
    let wrong: [Made; 13] = [
        ("alive", None, Ints(vec![Some(1)])),
        ("alive", Some(LogicalType::String), text("true")),
        ("order", None, Doubles(vec![Some(2.0)])),
        ("order", Some(LogicalType::String), text("2")),
        (
            "order",
            Some(LogicalType::decimal(2, 9)),
            Ints(vec![Some(200)]),
        ),
        ("amount", None, Doubles(vec![Some(164_350.5)])),
        ("amount", Some(LogicalType::String), text("164350.50")),
        (
            "amount",
            Some(LogicalType::decimal(2, 38)),
            Fixed(16, vec![Some(vec![0x7f; 16])]),
        ),
        ("since", None, Ints(vec![Some(20_529)])),
        ("since", timestamp, Longs(vec![Some(1_773_705_600_000)])),
        ("since", Some(LogicalType::String), text("2026-03-17")),
        ("since", Some(LogicalType::Date), Ints(vec![Some(i32::MAX)])),
        ("since", None, Longs(vec![None])),
    ];
    for column in wrong {
        let (field, ..) = column;
        assert_eq!(found(&[iin(), column], field), Err(MALFORMED), "{field}");
    }
    for key in [
        ("iin", None, text(IIN)),
        ("iin", None, Longs(vec![Some(990_101_300_014)])),
        (
            "iin",
            Some(LogicalType::String),
            Bytes(vec![Some(vec![0xc3, 0x28])]),
        ),
    ] {
        assert_eq!(found(&[key], "iin"), Err(MALFORMED));
    }
    let missing = found(&[iin()], "alive");
    assert_eq!(missing, Err(Flaw::MissingField.into()));
}

/// Many rows of what is asked for and of others, in small pages.
fn many(properties: WriterProperties, repetition: Repetition) -> Vec<u8> {
    let ids = |row: u32| {
        if row % 100 == 7 {
            IIN.to_owned()
        } else {
            format!("{row:012}")
        }
    };
    let rows = 0..1_000_u32;
    let columns = [
        (
            "iin",
            Some(LogicalType::String),
            Bytes(rows.clone().map(|row| Some(ids(row).into())).collect()),
        ),
        (
            "order",
            None,
            Longs(rows.map(|row| Some(row.into())).collect()),
        ),
    ];
    written(&columns, repetition, properties)
}

#[test]
fn pages_of_each_kind_are_read_whole() {
    let wanted: Vec<String> = (0..10).map(|part| (part * 100 + 7).to_string()).collect();
    let small = || {
        WriterProperties::builder()
            .set_data_page_row_count_limit(70)
            .set_write_batch_size(35)
    };
    let zstd = Compression::ZSTD(::parquet::basic::ZstdLevel::default());
    for (properties, reads) in [
        (small(), true),
        (small().set_compression(Compression::SNAPPY), true),
        (small().set_compression(zstd), true),
        (small().set_dictionary_enabled(false), true),
        (small().set_writer_version(WriterVersion::PARQUET_2_0), true),
        // Text by its differences tells the reader how much memory to take.
        (
            small()
                .set_writer_version(WriterVersion::PARQUET_2_0)
                .set_dictionary_enabled(false),
            false,
        ),
    ] {
        for repetition in [Repetition::OPTIONAL, Repetition::REQUIRED] {
            let file = many(properties.clone().build(), repetition);
            let found = Dropped::new("a.parquet", None).found(&file, 1_000, "order");
            let found = found.map(|mut found| {
                found.sort_by_key(String::len);
                found
            });
            assert_eq!(
                found,
                if reads {
                    Ok(wanted.clone())
                } else {
                    Err(MALFORMED)
                }
            );
        }
    }
}

#[test]
fn the_operators_word_counts_more_than_the_name_of_the_file() {
    let file = plainly(&[iin()]);
    for (name, format, reads) in [
        ("drop", Some(Format::Parquet), true),
        ("drop.PARQUET", None, true),
        ("drop.parquet", Some(Format::Csv), false),
        ("drop", None, false),
    ] {
        let found = Dropped::new(name, format).found(&file, 1, "iin");
        assert_eq!(found.is_ok(), reads, "{name}");
    }
}

/// Each byte of a file changed, and the file cut at each place, by whoever writes the manifest too.
#[test]
fn whatever_is_broken_in_a_file_is_an_error_and_never_none() {
    let columns = [iin(), ("order", None, Longs(vec![Some(2)]))];
    let dropped = Dropped::new("a.parquet", None);
    let whole = plainly(&columns);
    let said = Ok(vec!["2".to_owned()]);
    assert_eq!(dropped.found(&whole, 1, "order"), said);
    for at in 0..whole.len() {
        let cut = dropped.found(whole.get(..at).unwrap(), 1, "order");
        assert!(
            matches!(cut, Err(ExchangeError::Unusable(_))),
            "{at}: {cut:?}"
        );
        for to in [0, 0xff] {
            let mut changed = whole.clone();
            changed[at] = to;
            // It may well say something else now, but nothing that it does not say.
            match dropped.found(&changed, 1, "order") {
                Ok(_) | Err(ExchangeError::Unusable(_)) => {}
                Err(error) => panic!("{at}: {error}"),
            }
        }
    }
}

#[test]
fn a_column_that_ends_early_is_not_none() {
    let orders = Longs(vec![Some(1); 5]);
    let iins = Bytes(vec![Some(IIN.into()); 5]);
    let columns = [
        ("iin", Some(LogicalType::String), iins),
        ("order", None, orders),
    ];
    let whole = plainly(&columns);
    let dropped = Dropped::new("a.parquet", None);
    assert_eq!(
        dropped.found(&whole, 5, "order"),
        Ok(vec!["1".to_owned(); 5])
    );
    // Where the file tells that there are five it tells of six, in one place after the other, and
    // so does its manifest. One of them is the number of rows, by which all six are to be read.
    let [five, six] = [number(5)[0], number(6)[0]];
    let places = whole.iter().enumerate().filter(|(_, byte)| **byte == five);
    let mut told = 0;
    for (at, _) in places {
        let mut changed = whole.clone();
        changed[at] = six;
        let found = dropped.found(&changed, 6, "order");
        assert!(
            matches!(found, Err(ExchangeError::Unusable(_))),
            "{found:?}"
        );
        // With the number of rows changed, five are one too few already by the file's own word.
        let of_five = dropped.found(&changed, 5, "order");
        told += usize::from(of_five == Err(Flaw::Incomplete.into()));
    }
    assert!(told > 0, "the number of rows was not among them");
}

/// A structure of Thrift's compact protocol: each field follows the one before.
fn structure(fields: &[(u8, Vec<u8>)]) -> Vec<u8> {
    let fields = fields.iter().flat_map(|(kind, value)| {
        let head = [0x10 | kind];
        head.into_iter().chain(value.iter().copied())
    });
    fields.chain([0]).collect()
}

fn number(number: i64) -> Vec<u8> {
    let mut left = ((number << 1) ^ (number >> 63)).cast_unsigned();
    let mut bytes = Vec::new();
    while left >= 0x80 {
        bytes.push(u8::try_from(left & 0x7f).unwrap() | 0x80);
        left >>= 7;
    }
    bytes.push(u8::try_from(left).unwrap());
    bytes
}

/// A page of data in plain encoding, or a dictionary.
fn header(unpacked: i64, packed: i64, encoding: i64, words: Option<i64>) -> Vec<u8> {
    let sizes = [(5, number(0)), (5, number(unpacked)), (5, number(packed))];
    let data = structure(&[
        (5, number(1)),
        (5, number(encoding)),
        (5, number(3)),
        (5, number(3)),
    ]);
    let mut fields = sizes.to_vec();
    fields.push((5, number(0)));
    match words {
        None => fields.push((12, data)),
        Some(words) => {
            // The seventh field, after the fourth.
            let mut header = structure(&fields);
            header.pop();
            header.push(0x3c);
            header.extend(structure(&[(5, number(words)), (5, number(0))]));
            header.push(0);
            return header;
        }
    }
    structure(&fields)
}

#[test]
fn a_header_that_would_take_the_memory_is_refused_before_it_is_read() {
    use footer::is_bearable;

    assert!(is_bearable(&header(1_000, 900, 0, None)));
    assert!(is_bearable(&header(1_000, 900, 0, Some(50))));
    for header in [
        header(2_000_000_000, 900, 0, None),
        header(1_000, 2_000_000_000, 0, None),
        header(-1, 900, 0, None),
        header(1_000, 900, 6, None),
        header(1_000, 900, 7, None),
        // The reader would cut it to 7.
        header(1_000, 900, (1 << 32) + 7, None),
        header(1_000, 900, 0, Some(2_000_000_000)),
        header(1_000, 900, 0, Some(-1)),
        structure(&[(5, number(0))]),
        vec![],
    ] {
        assert!(!is_bearable(&header));
    }
}

#[test]
fn a_schema_that_is_no_flat_table_is_refused_before_it_is_read() {
    let element = |children: i64| {
        // Repetition, name, children.
        let name = vec![1, b'a'];
        let mut element = vec![0x35];
        element.extend(number(1));
        element.push(0x18);
        element.extend(name);
        element.push(0x15);
        element.extend(number(children));
        element.push(0);
        element
    };
    let file = |elements: &[Vec<u8>]| {
        let mut list = vec![0xfc];
        let mut left = elements.len();
        while left >= 0x80 {
            list.push(u8::try_from(left & 0x7f).unwrap() | 0x80);
            left >>= 7;
        }
        list.push(u8::try_from(left).unwrap());
        list.extend(elements.concat());
        let metadata = structure(&[(5, number(2)), (9, list)]);
        let length = u32::try_from(metadata.len()).unwrap().to_le_bytes();
        [b"PAR1".as_slice(), &metadata, &length, b"PAR1"].concat()
    };
    let dropped = Dropped::new("a.parquet", None);
    for elements in [
        // Each in the one before: a reader that follows them has no stack left.
        vec![element(1); 200_000],
        // More children than there are: one that makes room for them has no memory left.
        vec![element(i64::from(i32::MAX)), element(0)],
        vec![element(2), element(1), element(0)],
        vec![],
    ] {
        assert_eq!(dropped.found(&file(&elements), 0, "iin"), Err(MALFORMED));
    }
    // Metadata longer than anybody needs.
    let mut long = vec![0; 9 * 1024 * 1024];
    long.extend(u32::try_from(long.len()).unwrap().to_le_bytes());
    long.extend(b"PAR1");
    let found = dropped.found(&long, 0, "iin");
    assert_eq!(found, Err(Flaw::TooLarge.into()));
}

#[test]
fn a_value_longer_than_any_answer_is_refused() {
    let long = |length| {
        let columns = [(
            "iin",
            Some(LogicalType::String),
            Bytes(vec![Some(vec![b'9'; length])]),
        )];
        found(&columns, "iin")
    };
    assert_eq!(long(256 * 1024), Ok(vec![]));
    assert_eq!(long(256 * 1024 + 1), Err(MALFORMED));
}
