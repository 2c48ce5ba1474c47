/**
 * Functions of Trino as its documentation lists them, and those of Presto for IP networks, one overload a line: `name(parameter type, ...) -> type :: help`.
 * Further overloads follow without help. Notation: one capital letter is a type variable (N numeric, D date or time,
 * the others anything), `...` repeats, `function(a, b)` is a lambda from a to b, `|` separates alternatives;
 * `any`, `number`, `instant` (timestamp with or without zone) and `datetime` are classes of types. Types that no
 * column can have, such as geometry, are named and otherwise not looked into.
 */
export const scalarFunctionData = `
abs(x N) -> N :: Value without its sign.
acos(x number) -> double :: Arc cosine, in radians.
asin(x number) -> double :: Arc sine, in radians.
atan(x number) -> double :: Arc tangent, in radians.
atan2(y number, x number) -> double :: Angle of the point (x, y), in radians.
cbrt(x number) -> double :: Cube root.
ceil(x N) -> N :: Same as ceiling.
ceiling(x N) -> N :: Next integer that is not smaller.
cos(x number) -> double :: Cosine of an angle in radians.
cosh(x number) -> double :: Hyperbolic cosine.
cosine_distance(x any, y any) -> double :: Cosine distance of two vectors (arrays, or maps as sparse vectors).
cosine_similarity(x any, y any) -> double :: Cosine similarity of two vectors (arrays, or maps as sparse vectors).
degrees(x number) -> double :: Radians to degrees.
dot_product(x array(number), y array(number)) -> double :: Sum of the products of two vectors' members.
e() -> double :: Euler's number.
euclidean_distance(x array(number), y array(number)) -> double :: Straight-line distance of two vectors.
exp(x number) -> double :: Euler's number to the power of x.
floor(x N) -> N :: Next integer that is not larger.
from_base(text varchar, radix bigint) -> bigint :: Reads text as a number of that radix.
infinity() -> double :: Positive infinity.
inverse_beta_cdf(a number, b number, p number) -> double :: Inverse of the beta distribution's cumulative function.
inverse_normal_cdf(mean number, sd number, p number) -> double :: Inverse of the normal distribution's cumulative function.
beta_cdf(a number, b number, v number) -> double :: Cumulative function of the beta distribution.
normal_cdf(mean number, sd number, v number) -> double :: Cumulative function of the normal distribution.
t_cdf(x number, df number) -> double :: Cumulative function of Student's t distribution.
t_pdf(x number, df number) -> double :: Density of Student's t distribution.
is_finite(x number) -> boolean :: Whether x is neither infinite nor NaN.
is_infinite(x number) -> boolean :: Whether x is infinite.
is_nan(x number) -> boolean :: Whether x is not a number.
ln(x number) -> double :: Natural logarithm.
log(base number, x number) -> double :: Logarithm to a base.
log2(x number) -> double :: Logarithm to base 2.
log10(x number) -> double :: Logarithm to base 10.
mod(n N, m N) -> N :: Remainder of n divided by m.
nan() -> double :: The double that is not a number.
pi() -> double :: The number pi.
pow(x number, p number) -> double :: Same as power.
power(x number, p number) -> double :: x to the power of p.
radians(x number) -> double :: Degrees to radians.
rand() -> double :: Same as random.
rand(n N) -> N
rand(m N, n N) -> N
random() -> double :: Random number from 0 up to but not including 1, n, or from m up to n.
random(n N) -> N
random(m N, n N) -> N
round(x N) -> N :: Nearest integer, or nearest number with d decimal places.
round(x N, d integer) -> N
sign(x N) -> N :: -1, 0 or 1 by the sign of x.
sin(x number) -> double :: Sine of an angle in radians.
sinh(x number) -> double :: Hyperbolic sine.
sqrt(x number) -> double :: Square root.
tan(x number) -> double :: Tangent of an angle in radians.
tanh(x number) -> double :: Hyperbolic tangent.
to_base(x bigint, radix bigint) -> varchar :: Writes x with that radix.
truncate(x N) -> N :: Cuts off the decimal places (all, or those after d).
truncate(x N, d integer) -> N
width_bucket(x number, bound1 number, bound2 number, n bigint) -> bigint :: Number of the histogram bin that x falls into.
width_bucket(x number, bins array(number)) -> bigint
wilson_interval_lower(successes bigint, trials bigint, z number) -> double :: Lower bound of the Wilson score interval.
wilson_interval_upper(successes bigint, trials bigint, z number) -> double :: Upper bound of the Wilson score interval.
bit_count(x bigint, bits bigint) -> bigint :: Number of one bits of x in a signed integer of that many bits.
bitwise_and(x bigint, y bigint) -> bigint :: AND of the bits.
bitwise_left_shift(x N, shift bigint) -> N :: Bits of x moved left.
bitwise_not(x bigint) -> bigint :: All bits of x turned.
bitwise_or(x bigint, y bigint) -> bigint :: OR of the bits.
bitwise_right_shift(x N, shift bigint) -> N :: Bits of x moved right, zeros coming in.
bitwise_right_shift_arithmetic(x N, shift bigint) -> N :: Bits of x moved right, the sign staying.
bitwise_xor(x bigint, y bigint) -> bigint :: Exclusive OR of the bits.

chr(n bigint) -> varchar :: The character with code point n.
codepoint(character varchar) -> integer :: Code point of a single character.
concat(text varchar, more varchar...) -> varchar :: Joins texts, arrays or binaries; NULL if any argument is NULL.
concat(array array(T), more array(T)...) -> array(T)
concat(array array(T), element T) -> array(T)
concat(element T, array array(T)) -> array(T)
concat(binary varbinary, more varbinary...) -> varbinary
concat_ws(separator varchar, texts array(varchar)) -> varchar :: Joins texts with a separator, leaving out NULLs.
concat_ws(separator varchar, text varchar...) -> varchar
ends_with(text varchar, suffix varchar) -> boolean :: Whether text ends so.
format(format varchar, value any...) -> varchar :: Text by a format string with %s, %d, %,.2f and the like.
format_number(number number) -> varchar :: A number with a unit suffix, such as 1.5K.
hamming_distance(a varchar, b varchar) -> bigint :: Number of differing characters of two texts of one length.
length(text varchar) -> bigint :: Number of characters, or of bytes of a binary.
length(binary varbinary) -> bigint
levenshtein_distance(a varchar, b varchar) -> bigint :: Number of single-character edits between two texts.
lower(text varchar) -> varchar :: Lower case.
lpad(text varchar, size bigint, pad varchar) -> varchar :: Fills up, or cuts, on the left to a size.
lpad(binary varbinary, size bigint, pad varbinary) -> varbinary
ltrim(text varchar) -> varchar :: Removes blanks (or the given characters) at the start.
ltrim(text varchar, characters varchar) -> varchar
luhn_check(digits varchar) -> boolean :: Whether the check digit by Luhn's rule is right.
normalize(text varchar) -> varchar :: Unicode normal form NFC, or the one named.
position(part varchar, text varchar) -> bigint :: Where part begins, written POSITION(part IN text); 0 if nowhere.
replace(text varchar, search varchar) -> varchar :: Replaces (or removes) every occurrence.
replace(text varchar, search varchar, replacement varchar) -> varchar
reverse(text varchar) -> varchar :: Turns the order of characters, elements or bytes around.
reverse(array array(T)) -> array(T)
reverse(binary varbinary) -> varbinary
rpad(text varchar, size bigint, pad varchar) -> varchar :: Fills up, or cuts, on the right to a size.
rpad(binary varbinary, size bigint, pad varbinary) -> varbinary
rtrim(text varchar) -> varchar :: Removes blanks (or the given characters) at the end.
rtrim(text varchar, characters varchar) -> varchar
soundex(text varchar) -> varchar :: Code for how an English word sounds.
split(text varchar, delimiter varchar) -> array(varchar) :: Parts of a text, at most limit of them.
split(text varchar, delimiter varchar, limit bigint) -> array(varchar)
split_part(text varchar, delimiter varchar, index bigint) -> varchar :: The part with that number, from 1; NULL beyond the last.
split_to_map(text varchar, entryDelimiter varchar, keyValueDelimiter varchar) -> map(varchar, varchar) :: Reads key-value pairs.
split_to_map(text varchar, entryDelimiter varchar, keyValueDelimiter varchar, onDuplicate function(varchar, varchar, varchar, varchar)) -> map(varchar, varchar)
split_to_multimap(text varchar, entryDelimiter varchar, keyValueDelimiter varchar) -> map(varchar, array(varchar)) :: Reads key-value pairs where keys may repeat.
strpos(text varchar, part varchar) -> bigint :: Where part begins (its n-th occurrence); 0 if nowhere.
strpos(text varchar, part varchar, instance bigint) -> bigint
starts_with(text varchar, prefix varchar) -> boolean :: Whether text begins so.
substr(text varchar, start bigint) -> varchar :: Same as substring.
substr(text varchar, start bigint, length bigint) -> varchar
substr(binary varbinary, start bigint) -> varbinary
substr(binary varbinary, start bigint, length bigint) -> varbinary
substring(text varchar, start bigint) -> varchar :: Part of a text from a position counted from 1; negative counts from the end.
substring(text varchar, start bigint, length bigint) -> varchar
substring(binary varbinary, start bigint) -> varbinary
substring(binary varbinary, start bigint, length bigint) -> varbinary
title_case(text varchar) -> varchar :: First letter of each word in upper case, the rest in lower case.
translate(text varchar, from varchar, to varchar) -> varchar :: Replaces single characters by their counterparts.
trim(text varchar) -> varchar :: Removes blanks (or the given characters) at both ends.
trim(text varchar, characters varchar) -> varchar
upper(text varchar) -> varchar :: Upper case.
word_stem(word varchar) -> varchar :: Stem of a word, in English or the language named.
word_stem(word varchar, language varchar) -> varchar
to_utf8(text varchar) -> varbinary :: The UTF-8 bytes of a text.
from_utf8(binary varbinary) -> varchar :: Text from UTF-8 bytes; bad bytes become U+FFFD or the replacement.
from_utf8(binary varbinary, replacement varchar|bigint) -> varchar

regexp_count(text varchar, pattern varchar) -> bigint :: Number of matches.
regexp_extract(text varchar, pattern varchar) -> varchar :: First match, or its numbered group; NULL without a match.
regexp_extract(text varchar, pattern varchar, group bigint) -> varchar
regexp_extract_all(text varchar, pattern varchar) -> array(varchar) :: All matches, or their numbered group.
regexp_extract_all(text varchar, pattern varchar, group bigint) -> array(varchar)
regexp_like(text varchar, pattern varchar) -> boolean :: Whether the pattern matches somewhere in the text.
regexp_position(text varchar, pattern varchar) -> integer :: Where the pattern matches; -1 if nowhere.
regexp_position(text varchar, pattern varchar, start bigint) -> integer
regexp_position(text varchar, pattern varchar, start bigint, occurrence bigint) -> integer
regexp_replace(text varchar, pattern varchar) -> varchar :: Replaces (or removes) every match; $1 or \${name} stand for groups.
regexp_replace(text varchar, pattern varchar, replacement varchar) -> varchar
regexp_replace(text varchar, pattern varchar, replace function(array(varchar), varchar)) -> varchar
regexp_split(text varchar, pattern varchar) -> array(varchar) :: Parts between matches.

is_json_scalar(json json|varchar) -> boolean :: Whether the JSON is a number, text, boolean or null.
json_array_contains(json json|varchar, value any) -> boolean :: Whether a JSON array has the value.
json_array_get(json json|varchar, index bigint) -> json :: Element of a JSON array, counted from 0. Better: json_extract.
json_array_length(json json|varchar) -> bigint :: Number of elements of a JSON array.
json_extract(json json|varchar, path varchar) -> json :: The JSON at a path such as $.a.b[0]; NULL if it is not there.
json_extract_scalar(json json|varchar, path varchar) -> varchar :: The text, number or boolean at a path, as text; NULL for objects and arrays.
json_format(json json) -> varchar :: JSON as text.
json_parse(text varchar) -> json :: Reads JSON text; fails on text that is not JSON.
json_scalar(value any) -> json :: A text, number or boolean as JSON.
json_serialize(json any) -> varchar :: JSON as text.
json_size(json json|varchar, path varchar) -> bigint :: Number of members of the object or array at a path; 0 for scalars.
json(value any) -> json :: Makes JSON of a text.

all_match(array array(T), predicate function(T, boolean)) -> boolean :: Whether every element satisfies the predicate.
any_match(array array(T), predicate function(T, boolean)) -> boolean :: Whether some element satisfies the predicate.
none_match(array array(T), predicate function(T, boolean)) -> boolean :: Whether no element satisfies the predicate.
array_distinct(array array(T)) -> array(T) :: Without repeated elements.
array_except(a array(T), b array(T)) -> array(T) :: Distinct elements of a that are not in b.
array_first(array array(T)) -> T :: First element; NULL for an empty array.
array_histogram(array array(T)) -> map(T, bigint) :: How often each element occurs.
array_intersect(a array(T), b array(T)) -> array(T) :: Distinct elements that are in both.
array_join(array array(T), delimiter varchar) -> varchar :: Elements as one text with a delimiter; NULLs are left out or replaced.
array_join(array array(T), delimiter varchar, nullReplacement varchar) -> varchar
array_last(array array(T)) -> T :: Last element; NULL for an empty array.
array_max(array array(T)) -> T :: Largest element.
array_min(array array(T)) -> T :: Smallest element.
array_position(array array(T), element T) -> bigint :: Position of the element, from 1; 0 if it is not there.
array_position(array array(T), element T, instance bigint) -> bigint
array_remove(array array(T), element T) -> array(T) :: Without the elements equal to the one given.
array_sort(array array(T)) -> array(T) :: Sorted, NULLs last, or by a comparing lambda.
array_sort(array array(T), compare function(T, T, bigint)) -> array(T)
array_union(a array(T), b array(T)) -> array(T) :: Distinct elements of both.
arrays_overlap(a array(T), b array(T)) -> boolean :: Whether both have an element in common.
cardinality(array array(T)) -> bigint :: Number of elements of an array or entries of a map.
cardinality(map map(K, V)) -> bigint
cardinality(sketch hyperloglog) -> bigint
combinations(array array(T), n bigint) -> array(array(T)) :: All groups of n elements.
contains(array array(T), element T) -> boolean :: Whether the array has the element, or the network the address.
contains(network varchar, address ipaddress) -> boolean
ip_prefix(address ipaddress|varchar, bits bigint) -> varchar :: The network of that many bits that an address is in.
ip_subnet_max(network varchar) -> ipaddress :: Last address of a network.
ip_subnet_min(network varchar) -> ipaddress :: First address of a network.
ip_subnet_range(network varchar) -> array(ipaddress) :: First and last address of a network.
is_subnet_of(network varchar, address ipaddress|varchar) -> boolean :: Whether the address or network is in the network.
contains_sequence(array array(T), sequence array(T)) -> boolean :: Whether the array has those elements in a row.
element_at(array array(T), index bigint) -> T :: Element by position (negative from the end) or value by key; NULL if it is not there.
element_at(map map(K, V), key K) -> V
filter(array array(T), predicate function(T, boolean)) -> array(T) :: The elements that satisfy the predicate.
flatten(array array(array(T))) -> array(T) :: One array of the elements of arrays in an array.
ngrams(array array(T), n bigint) -> array(array(T)) :: All runs of n neighbouring elements.
reduce(array array(T), initial S, step function(S, T, S), finish function(S, R)) -> R :: Folds an array into one value.
repeat(element T, count bigint) -> array(T) :: An array of one element many times.
sequence(start N, stop N) -> array(N) :: Numbers, dates or timestamps from start to stop.
sequence(start N, stop N, step N) -> array(N)
sequence(start D, stop D) -> array(D)
sequence(start D, stop D, step interval) -> array(D)
shuffle(array array(T)) -> array(T) :: In random order.
slice(array array(T), start bigint, length bigint) -> array(T) :: Part of an array from a position counted from 1 (negative from the end).
transform(array array(T), change function(T, U)) -> array(U) :: The lambda's result for each element.
trim_array(array array(T), n bigint) -> array(T) :: Without the last n elements.
zip(a array(any), b array(any)...) -> array(any) :: Arrays side by side, as an array of rows.
zip_with(a array(T), b array(U), combine function(T, U, R)) -> array(R) :: Two arrays combined element by element.

map() -> map(any, any) :: A map of keys and values given as two arrays.
map(keys array(K), values array(V)) -> map(K, V)
map_concat(a map(K, V), b map(K, V)...) -> map(K, V) :: One map of all entries; later maps win.
map_entries(map map(K, V)) -> array(row(K, V)) :: The entries as an array of (key, value).
map_filter(map map(K, V), predicate function(K, V, boolean)) -> map(K, V) :: The entries that satisfy the predicate.
map_from_entries(entries array(row(K, V))) -> map(K, V) :: A map of an array of (key, value).
map_keys(map map(K, V)) -> array(K) :: The keys.
map_values(map map(K, V)) -> array(V) :: The values.
map_zip_with(a map(K, V), b map(K, U), combine function(K, V, U, R)) -> map(K, R) :: Two maps combined key by key.
multimap_from_entries(entries array(row(K, V))) -> map(K, array(V)) :: A map from key to all its values.
transform_keys(map map(K, V), change function(K, V, U)) -> map(U, V) :: The map with changed keys.
transform_values(map map(K, V), change function(K, V, U)) -> map(K, U) :: The map with changed values.

at_timezone(time instant, zone varchar) -> timestamp with time zone :: The same instant shown in a zone.
current_timezone() -> varchar :: Zone of the session.
date(x varchar|datetime) -> date :: The date of a text or timestamp; same as CAST(x AS date).
date_add(unit varchar, value bigint, time D) -> D :: A time moved by value units ('day', -7).
date_diff(unit varchar, from datetime, to datetime) -> bigint :: Whole units between two times, to minus from.
date_format(time instant, format varchar) -> varchar :: Text by MySQL letters such as %Y-%m-%d %H:%i:%s.
date_parse(text varchar, format varchar) -> timestamp :: Reads a timestamp by MySQL letters such as %Y-%m-%d %H:%i:%s.
date_trunc(unit varchar, time D) -> D :: A time cut to the start of its 'hour', 'day', 'week', 'month' and so on.
day(time datetime|interval) -> bigint :: Day of the month.
day_of_month(time datetime|interval) -> bigint :: Day of the month.
day_of_week(time datetime) -> bigint :: Day of the week, 1 (Monday) to 7 (Sunday).
day_of_year(time datetime) -> bigint :: Day of the year, 1 to 366.
dow(time datetime) -> bigint :: Same as day_of_week.
doy(time datetime) -> bigint :: Same as day_of_year.
format_datetime(time instant, format varchar) -> varchar :: Text by Joda letters such as yyyy-MM-dd HH:mm.
from_iso8601_date(text varchar) -> date :: Reads an ISO 8601 date.
from_iso8601_timestamp(text varchar) -> timestamp with time zone :: Reads an ISO 8601 time such as 2026-01-31T10:00:00Z.
from_iso8601_timestamp_nanos(text varchar) -> timestamp with time zone :: Reads an ISO 8601 time with nanoseconds.
from_unixtime(seconds number) -> timestamp with time zone :: The time that many seconds after 1970.
from_unixtime(seconds number, zone varchar) -> timestamp with time zone
from_unixtime(seconds number, hours bigint, minutes bigint) -> timestamp with time zone
from_unixtime_nanos(nanoseconds number) -> timestamp with time zone :: The time that many nanoseconds after 1970.
hour(time datetime|interval) -> bigint :: Hour of the day.
human_readable_seconds(seconds number) -> varchar :: A duration in words.
last_day_of_month(time datetime) -> date :: Last date of the month.
millisecond(time datetime|interval) -> bigint :: Millisecond of the second.
minute(time datetime|interval) -> bigint :: Minute of the hour.
month(time datetime|interval) -> bigint :: Month of the year.
now() -> timestamp with time zone :: Time at which the query began; same as current_timestamp.
parse_data_size(text varchar) -> decimal :: Number of bytes of a size such as 2.3MB.
parse_datetime(text varchar, format varchar) -> timestamp with time zone :: Reads a time by Joda letters such as yyyy-MM-dd HH:mm.
parse_duration(text varchar) -> interval :: Reads a duration such as 3.5d or 42ms.
quarter(time datetime) -> bigint :: Quarter of the year.
second(time datetime|interval) -> bigint :: Second of the minute.
timezone(time datetime) -> varchar :: Name of a time's zone.
timezone_hour(time datetime) -> bigint :: Hours of the zone's offset.
timezone_minute(time datetime) -> bigint :: Minutes of the zone's offset.
to_iso8601(time datetime) -> varchar :: ISO 8601 text.
to_milliseconds(interval interval) -> bigint :: An interval in milliseconds.
to_unixtime(time instant) -> double :: Seconds since 1970.
week(time datetime) -> bigint :: ISO week of the year.
week_of_year(time datetime) -> bigint :: ISO week of the year.
with_timezone(time instant, zone varchar) -> timestamp with time zone :: A timestamp taken as time of day in a zone.
year(time datetime|interval) -> bigint :: Year.
year_of_week(time datetime) -> bigint :: Year that the ISO week belongs to.
yow(time datetime) -> bigint :: Same as year_of_week.
to_char(time instant, format varchar) -> varchar :: Text by Teradata letters.
to_date(text varchar, format varchar) -> date :: Reads a date by Teradata letters.
to_timestamp(text varchar, format varchar) -> timestamp :: Reads a timestamp by Teradata letters.
char2hexint(text varchar) -> varchar :: Hexadecimal UTF-16 of a text.
index(text varchar, part varchar) -> bigint :: Same as strpos.

coalesce(value T, more T...) -> T :: The first argument that is not NULL.
nullif(a T, b any) -> T :: NULL if both are equal, else a.
if(condition boolean, then T) -> T :: One of two values by a condition; NULL without the second.
if(condition boolean, then T, otherwise T) -> T
try(expression T) -> T :: NULL where the expression fails.
greatest(value T, more T...) -> T :: The largest; NULL if any argument is NULL.
least(value T, more T...) -> T :: The smallest; NULL if any argument is NULL.
typeof(value any) -> varchar :: Name of the value's type.
grouping(column any...) -> bigint :: Which columns the row was grouped without, as bits.

crc32(binary varbinary) -> bigint :: CRC-32.
from_base32(text varchar|varbinary) -> varbinary :: Decodes base32.
from_base64(text varchar|varbinary) -> varbinary :: Decodes base64.
from_base64url(text varchar|varbinary) -> varbinary :: Decodes base64 with the URL alphabet.
from_big_endian_32(binary varbinary) -> integer :: Number of four bytes.
from_big_endian_64(binary varbinary) -> bigint :: Number of eight bytes.
from_hex(text varchar|varbinary) -> varbinary :: Decodes hexadecimal.
from_ieee754_32(binary varbinary) -> double :: Real number of four bytes.
from_ieee754_64(binary varbinary) -> double :: Double of eight bytes.
hmac_md5(binary varbinary, key varbinary) -> varbinary :: HMAC with MD5.
hmac_sha1(binary varbinary, key varbinary) -> varbinary :: HMAC with SHA-1.
hmac_sha256(binary varbinary, key varbinary) -> varbinary :: HMAC with SHA-256.
hmac_sha512(binary varbinary, key varbinary) -> varbinary :: HMAC with SHA-512.
md5(binary varbinary) -> varbinary :: MD5 hash; use to_utf8 for texts.
murmur3(binary varbinary) -> varbinary :: Murmur3 hash.
sha1(binary varbinary) -> varbinary :: SHA-1 hash; use to_utf8 for texts.
sha256(binary varbinary) -> varbinary :: SHA-256 hash; use to_utf8 for texts.
sha512(binary varbinary) -> varbinary :: SHA-512 hash; use to_utf8 for texts.
spooky_hash_v2_32(binary varbinary) -> varbinary :: SpookyHash of 32 bits.
spooky_hash_v2_64(binary varbinary) -> varbinary :: SpookyHash of 64 bits.
to_base32(binary varbinary) -> varchar :: Encodes as base32.
to_base64(binary varbinary) -> varchar :: Encodes as base64.
to_base64url(binary varbinary) -> varchar :: Encodes as base64 with the URL alphabet.
to_big_endian_32(x integer) -> varbinary :: Four bytes of a number.
to_big_endian_64(x bigint) -> varbinary :: Eight bytes of a number.
to_hex(binary varbinary) -> varchar :: Encodes as hexadecimal.
to_ieee754_32(x number) -> varbinary :: Four bytes of a real number.
to_ieee754_64(x number) -> varbinary :: Eight bytes of a double.
xxhash64(binary varbinary) -> varbinary :: xxHash of 64 bits.

url_decode(text varchar) -> varchar :: Undoes URL encoding.
url_encode(text varchar) -> varchar :: Makes a text safe as part of a URL's query.
url_extract_fragment(url varchar) -> varchar :: Part of the URL after #.
url_extract_host(url varchar) -> varchar :: Host of the URL.
url_extract_parameter(url varchar, name varchar) -> varchar :: First value of a query parameter of the URL.
url_extract_path(url varchar) -> varchar :: Path of the URL.
url_extract_port(url varchar) -> bigint :: Port of the URL.
url_extract_protocol(url varchar) -> varchar :: Protocol of the URL.
url_extract_query(url varchar) -> varchar :: Query of the URL.
uuid() -> uuid :: A random UUID.
version() -> varchar :: Version of the engine.
current_groups() -> array(varchar) :: Groups of the user.
bar(x number, width bigint) -> varchar :: A bar for a terminal.
bar(x number, width bigint, low color, high color) -> varchar
color(value any...) -> color :: A colour for a terminal.
render(value any...) -> varchar :: A value in a colour for a terminal.
rgb(red bigint, green bigint, blue bigint) -> color :: A colour of three parts.

empty_approx_set() -> hyperloglog :: An empty HyperLogLog sketch.
value_at_quantile(digest digest, quantile number) -> any :: Approximate value at a quantile of a digest.
values_at_quantiles(digest digest, quantiles array(number)) -> array(any) :: Approximate values at quantiles of a digest.
quantile_at_value(digest digest, value any) -> double :: Approximate quantile of a value in a digest.
hash_counts(digest setdigest) -> map(bigint, integer) :: Hashes and their counts in a set digest.
intersection_cardinality(a setdigest, b setdigest) -> bigint :: Estimated number of common values of two set digests.
jaccard_index(a setdigest, b setdigest) -> double :: Estimated similarity of two set digests.
theta_sketch_cardinality(sketch varbinary) -> double :: Estimated number of distinct values of a theta sketch.
classify(features any, model any) -> any :: Label that a model gives.
features(value any...) -> any :: Features for a model.
regress(features any, model any) -> double :: Number that a model predicts.
objectid(id any...) -> varbinary :: A MongoDB object ID.
objectid_timestamp(id any) -> timestamp with time zone :: Time within a MongoDB object ID.
timestamp_objectid(time instant) -> varbinary :: Smallest MongoDB object ID of a time.
random_string(length bigint, more any...) -> varchar :: Random text.
element(multiset any) -> any :: The only member of a multiset.
set(multiset any) -> any :: A multiset without repetitions.
`;

export const aggregateFunctionData = `
any_value(x T) -> T :: Some value that is not NULL; same as arbitrary.
approx_distinct(x any) -> bigint :: Estimated number of distinct values, cheaper than count(DISTINCT x).
approx_distinct(x any, error number) -> bigint
approx_most_frequent(buckets bigint, value T, capacity bigint) -> map(T, bigint) :: Estimated most frequent values and their counts.
approx_percentile(x N, percentage number) -> N :: Estimated percentile, 0 to 1.
approx_percentile(x N, percentages array(number)) -> array(N)
approx_percentile(x N, weight number, percentage number) -> N
approx_percentile(x N, weight number, percentages array(number)) -> array(N)
approx_set(x any) -> hyperloglog :: HyperLogLog sketch of the values.
arbitrary(x T) -> T :: Some value that is not NULL; cheap for columns that depend on the grouped ones.
array_agg(x T) -> array(T) :: All values as an array, NULLs too; takes ORDER BY inside.
avg(x interval) -> interval :: Average.
avg(x decimal) -> decimal
avg(x number) -> double
bitwise_and_agg(x bigint) -> bigint :: AND of the bits of all values.
bitwise_or_agg(x bigint) -> bigint :: OR of the bits of all values.
bitwise_xor_agg(x bigint) -> bigint :: Exclusive OR of the bits of all values.
bool_and(x boolean) -> boolean :: Whether all values are true.
bool_or(x boolean) -> boolean :: Whether some value is true.
checksum(x any) -> varbinary :: Checksum of the values, whatever their order.
collect(x any) -> any :: All values as a multiset.
convex_hull_agg(geometry geometry) -> geometry :: Convex hull of all geometries.
corr(y number, x number) -> double :: Correlation.
count() -> bigint :: Number of rows, count(*), or of values that are not NULL.
count(x any) -> bigint
count_if(condition boolean) -> bigint :: Number of rows for which the condition is true.
covar_pop(y number, x number) -> double :: Covariance of the population.
covar_samp(y number, x number) -> double :: Covariance of the sample.
evaluate_classifier_predictions(truth any, prediction any) -> varchar :: How well a model's labels fit.
every(x boolean) -> boolean :: Whether all values are true.
fusion(x any) -> any :: Union of multisets.
geometric_mean(x number) -> double :: Geometric mean.
geometry_collect_agg(geometry geometry) -> geometry :: All geometries as a collection.
geometry_union_agg(geometry geometry) -> geometry :: Union of all geometries.
histogram(x T) -> map(T, bigint) :: How often each value occurs.
intersection(x any) -> any :: Intersection of multisets.
kurtosis(x number) -> double :: Excess kurtosis.
learn_classifier(label any, features any) -> any :: Trains a model that labels.
learn_libsvm_classifier(label any, features any, parameters varchar) -> any :: Trains a model that labels.
learn_libsvm_regressor(target any, features any, parameters varchar) -> any :: Trains a model that predicts a number.
learn_regressor(target any, features any) -> any :: Trains a model that predicts a number.
listagg(x varchar) -> varchar :: Values as one text, with WITHIN GROUP (ORDER BY ...).
listagg(x varchar, separator varchar) -> varchar
make_set_digest(x any) -> setdigest :: Set digest of the values.
map_agg(key K, value V) -> map(K, V) :: A map of keys and values.
map_union(map map(K, V)) -> map(K, V) :: One map of all entries.
max(x T) -> T :: Largest value, or the n largest.
max(x T, n bigint) -> array(T)
max_by(x T, y any) -> T :: x of the row with the largest y, or of the n largest.
max_by(x T, y any, n bigint) -> array(T)
merge(sketch T) -> T :: Union of sketches or digests.
merge_set_digest(digest setdigest) -> setdigest :: Union of set digests.
min(x T) -> T :: Smallest value, or the n smallest.
min(x T, n bigint) -> array(T)
min_by(x T, y any) -> T :: x of the row with the smallest y, or of the n smallest.
min_by(x T, y any, n bigint) -> array(T)
multimap_agg(key K, value V) -> map(K, array(V)) :: A map from key to all its values.
numeric_histogram(buckets bigint, value number) -> map(double, double) :: Approximate histogram.
numeric_histogram(buckets bigint, value number, weight number) -> map(double, double)
qdigest_agg(x number) -> digest :: Quantile digest of the values.
qdigest_agg(x number, weight number) -> digest
qdigest_agg(x number, weight number, accuracy number) -> digest
reduce_agg(value T, initial S, step function(S, T, S), combine function(S, S, S)) -> S :: Folds all values into one.
regr_intercept(y number, x number) -> double :: Intercept of the regression line.
regr_slope(y number, x number) -> double :: Slope of the regression line.
skewness(x number) -> double :: Skewness.
spatial_partitioning(geometry geometry, more any...) -> varchar :: Partition tree for spatial joins.
stddev(x number) -> double :: Standard deviation of the sample.
stddev_pop(x number) -> double :: Standard deviation of the population.
stddev_samp(x number) -> double :: Standard deviation of the sample.
sum(x interval) -> interval :: Sum.
sum(x integer) -> bigint
sum(x bigint) -> bigint
sum(x decimal) -> decimal
sum(x number) -> double
tdigest_agg(x number) -> digest :: T-digest of the values.
tdigest_agg(x number, weight number) -> digest
theta_sketch_union(sketch varbinary) -> varbinary :: Union of theta sketches.
var_pop(x number) -> double :: Variance of the population.
var_samp(x number) -> double :: Variance of the sample.
variance(x number) -> double :: Variance of the sample.
`;

export const windowFunctionData = `
cume_dist() -> double :: Share of rows up to and including the row's peers.
dense_rank() -> bigint :: Rank without gaps.
first_value(x T) -> T :: Value of the first row of the window.
lag(x T) -> T :: Value of an earlier row (1 or offset rows before), else the default.
lag(x T, offset bigint) -> T
lag(x T, offset bigint, default T) -> T
last_value(x T) -> T :: Value of the last row of the window.
lead(x T) -> T :: Value of a later row (1 or offset rows after), else the default.
lead(x T, offset bigint) -> T
lead(x T, offset bigint, default T) -> T
nth_value(x T, offset bigint) -> T :: Value of the row with that number in the window, from 1.
ntile(n bigint) -> bigint :: Number of the bucket when rows are split into n.
percent_rank() -> double :: Rank as a share, 0 to 1.
rank() -> bigint :: Rank with gaps after ties.
row_number() -> bigint :: Number of the row in the window, from 1.
`;

/** Only within MATCH_RECOGNIZE. */
export const patternFunctionData = `
classifier(label any...) -> varchar :: Variable that a row matched.
match_number() -> bigint :: Number of the match.
first(value T, offset bigint...) -> T :: First value of the matched rows.
last(value T, offset bigint...) -> T :: Last value of the matched rows.
next(value T, offset bigint...) -> T :: Value of the next row.
prev(value T, offset bigint...) -> T :: Value of the previous row.
permute(variable any...) -> any :: Any order of variables, in a pattern of MATCH_RECOGNIZE.
`;

export const tableFunctionData = `
exclude_columns(input any, columns any) -> any :: A table without some columns.
sequence(start bigint, stop bigint, step bigint...) -> any :: Numbers as a table.
`;

/** Geometries cannot be columns of a store; the names are known so that they are not taken for mistakes. */
export const geospatialFunctionNames = `
bing_tile bing_tile_at bing_tile_coordinates bing_tile_polygon bing_tile_quadkey bing_tile_zoom_level bing_tiles_around
from_encoded_polyline from_geojson_geometry geometry_from_hadoop_shape geometry_invalid_reason geometry_nearest_points
geometry_to_bing_tiles geometry_union great_circle_distance line_interpolate_point line_interpolate_points
line_locate_point simplify_geometry spatial_partitions ST_Area ST_AsBinary ST_AsEWKB ST_AsEWKT ST_AsText ST_Boundary
ST_Buffer ST_Centroid ST_Collect ST_Contains ST_ConvexHull ST_CoordDim ST_Crosses ST_Difference ST_Dimension
ST_Disjoint ST_Distance ST_EndPoint ST_Envelope ST_EnvelopeAsPts ST_Equals ST_ExteriorRing ST_Force2D ST_Force3D
ST_Geometries ST_GeometryFromText ST_GeometryN ST_GeometryType ST_GeomFromBinary ST_GeomFromEWKT ST_GeomFromKML
ST_InteriorRingN ST_InteriorRings ST_Intersection ST_Intersects ST_IsClosed ST_IsEmpty ST_IsRing ST_IsSimple ST_IsValid
ST_Length ST_LineFromText ST_LineMerge ST_LineString ST_MakeLine ST_MakePolygon ST_MinimumBoundingCircle ST_Multi
ST_MultiPoint ST_Normalize ST_NumGeometries ST_NumInteriorRing ST_NumPoints ST_OrientedEnvelope ST_Overlaps ST_Point
ST_PointN ST_PointOnSurface ST_Points ST_Polygon ST_Polygonize ST_Relate ST_ReducePrecision ST_SetSRID ST_SRID
ST_StartPoint ST_SymDifference ST_Touches ST_Transform ST_Union ST_VoronoiPolygons ST_Within ST_X ST_XMax ST_XMin ST_Y
ST_YMax ST_YMin ST_Z to_encoded_polyline to_geojson_geometry to_geometry to_spherical_geography
`;
