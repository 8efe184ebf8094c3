using System.Globalization;

namespace Onebox.TinyData;

/// <summary>Random values of the types that Frames.txt names.</summary>
internal sealed class Values(Rng rng, Names names)
{
    private static readonly string[] Months = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
    private static readonly string[] Days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    private static readonly string[] Colours = ["black", "white", "red", "dark blue", "green", "yellow", "silver", "grey", "brown", "light green", "orange", "violet", "pink", "beige"];
    private static readonly string[] Materials = ["steel", "stainless steel", "oak", "glass", "aluminium", "brass", "leather", "cotton", "plastic", "copper", "carbon fibre", "ceramics", "rubber", "wool", "bamboo"];
    private static readonly string[] Currencies = ["EUR", "USD", "euros", "dollars", "CHF", "pounds", "francs", "yuan"];
    private static readonly string[] Units = ["days", "weeks", "months", "years", "hours", "minutes", "working days"];
    private static readonly string[] Words = ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "twelve"];
    private static readonly string[] Languages = ["English", "German", "French", "Spanish", "Polish", "Turkish", "Arabic", "Mandarin", "Italian", "Dutch", "Greek", "Hindi", "Russian", "Portuguese", "Swedish"];
    private static readonly string[] Departments = ["sales", "purchasing", "accounting", "logistics", "personnel", "research", "production", "quality", "legal", "marketing", "IT", "customer service", "maintenance"];
    private static readonly string[] Bosses = ["head", "manager", "director", "assistant", "officer"];
    private static readonly string[] Jobs = ["engineer", "clerk", "technician", "designer", "buyer", "driver", "analyst", "nurse", "welder", "lawyer", "planner", "chemist", "editor", "inspector", "trainer"];
    private static readonly string[] Statuses = ["on hold", "finished", "delayed", "on schedule", "in review", "waiting for parts", "approved", "in the test phase", "cancelled", "almost done"];
    private static readonly string[] Rooms = ["room", "hall", "building", "office", "bay", "lab", "workshop"];
    private static readonly string[] Streets = ["Street", "Road", "Lane", "Square", "Avenue", "Way"];
    private static readonly string[] Goals = ["replace", "repair", "test", "buy", "sell", "clean", "protect", "measure", "save", "find", "move", "rebuild", "improve", "open", "study"];
    private static readonly string[] Domains = ["com", "org", "net", "example", "de", "io"];

    public string Of(string type) => type switch
    {
        "money" => Money(),
        "duration" => Duration(),
        "weight" => Decimal(1, 900) + " " + rng.Pick(["kg", "g", "tonnes", "kilograms", "pounds"]),
        "partno" => PartNumber(),
        "colour" => rng.Chance(0.3) ? rng.Pick(Colours) + " and " + rng.Pick(Colours) : rng.Pick(Colours),
        "material" => rng.Pick(Materials),
        "power" => Int(5, 4000) + " " + rng.Pick(["W", "watts", "kW"]),
        "company" => names.Company(),
        "size" => Int(2, 300) + " x " + Int(2, 300) + (rng.Chance(0.6) ? " x " + Int(2, 300) : "") + rng.Pick([" cm", " mm", " m"]),
        "temperature" => Int(20, 900) + rng.Pick([" °C", " degrees", " degrees Celsius"]),
        "count" => Count(),
        "days" => rng.Chance(0.3) ? rng.Pick(Words) + " days" : Int(2, 40) + " days",
        "year" => Int(1750, 2026),
        "person" => names.Person(),
        "place" => names.Town(),
        "river" => names.Made(1, 2),
        "phone" => Phone(),
        "email" => Email(),
        "hours" => Hours(),
        "goods" => Plural(names.Phrase()) + (rng.Chance(0.5) ? " and " + Plural(names.Thing()) : ""),
        "address" => Int(1, 250) + " " + names.Made() + " " + rng.Pick(Streets),
        "job" => rng.Chance(0.5) ? "a " + rng.Pick(Jobs) : "a " + names.Thing() + " " + rng.Pick(Jobs),
        "role" => "the " + rng.Pick(Departments) + " " + rng.Pick(Bosses),
        "department" => rng.Pick(Departments),
        "extension" => Int(10, 9999),
        "room" => rng.Pick(Rooms) + " " + (rng.Chance(0.4) ? "" + (char)('A' + rng.Below(8)) : "") + Int(1, 499),
        "date" => Date(),
        "language" => rng.Pick(Languages) + " and " + rng.Pick(Languages),
        "form" => (char)('A' + rng.Below(26)) + Int(1, 99) + (rng.Chance(0.3) ? "-" + Int(1, 9) : ""),
        "clock" => Clock(),
        "oil" => names.Made() + " " + Int(5, 90) + rng.Pick(["", "W", " grease", " oil"]),
        "pressure" => Decimal(1, 300) + " bar",
        "speed" => Int(10, 9000) + rng.Pick([" rpm", " turns a minute", " m/s"]),
        "errorcode" => (char)('A' + rng.Below(26)) + Int(1, 999),
        "goal" => rng.Pick(Goals) + " the " + names.Phrase(),
        "status" => rng.Pick(Statuses),
        "length" => Int(1, 4000) + rng.Pick([" m", " metres", " feet"]),
        "percent" => Decimal(1, 60) + rng.Pick([" %", " percent", "%"]),
        "version" => Int(1, 20) + "." + Int(0, 30) + (rng.Chance(0.5) ? "." + Int(0, 9) : ""),
        "url" => rng.Pick(["", "https://", "https://"]) + Slug() + "." + Slug() + "." + rng.Pick(Domains),
        "memory" => Int(1, 512) + rng.Pick([" GB", " MB", " TB"]),
        "product" => names.Product(),
        "policy" => names.Policy(),
        "event" => names.Event(),
        "machine" => names.Machine(),
        "project" => names.Project(),
        "contract" => names.Contract(),
        "system" => names.System(),
        _ => throw new InvalidDataException($"Frames.txt names the type '{type}', which no generator makes."),
    };

    public string Date() => rng.Below(4) switch
    {
        0 => Int(1, 28) + " " + rng.Pick(Months),
        1 => Int(1, 28) + " " + rng.Pick(Months) + " " + Int(1900, 2030),
        2 => rng.Pick(Months) + " " + Int(1, 28) + ", " + Int(1900, 2030),
        _ => rng.Pick(Days) + ", " + Int(1, 28) + " " + rng.Pick(Months),
    };

    public string Month() => rng.Pick(Months);

    public string Day() => rng.Pick(Days);

    public string Int(int low, int high) => rng.Between(low, high).ToString(CultureInfo.InvariantCulture);

    public string Count() => rng.Below(5) switch { 0 => Int(1, 30) + "," + Int(100, 999), 1 => rng.Pick(Words), _ => Int(2, 999) };

    public string Money() => rng.Below(5) switch
    {
        0 => "$" + Decimal(1, 999),
        1 => "€" + Int(2, 9999),
        2 => Int(1, 99) + "," + Int(100, 999) + " " + rng.Pick(Currencies),
        _ => Decimal(1, 999) + " " + rng.Pick(Currencies),
    };

    public string Duration() => rng.Chance(0.3) ? rng.Pick(Words) + " " + rng.Pick(Units) : Int(2, 99) + " " + rng.Pick(Units);

    public string Clock() => rng.Below(3) switch { 0 => Int(1, 12) + rng.Pick([" am", " pm"]), _ => Int(0, 23) + ":" + rng.Pick(["00", "15", "30", "45"]) };

    public string Volume() => Decimal(1, 90) + rng.Pick([" litres", " litres", " l", " millilitres", " gallons"]);

    public static string Plural(string noun) =>
        noun.EndsWith('s') || noun.EndsWith("sh", StringComparison.Ordinal) || noun.EndsWith("ch", StringComparison.Ordinal) || noun.EndsWith('x') ? noun + "es"
        : noun.EndsWith('y') && noun.Length > 1 && !"aeiou".Contains(noun[^2], StringComparison.Ordinal) ? noun[..^1] + "ies"
        : noun + "s";

    private string Decimal(int low, int high) => Int(low, high) + (rng.Chance(0.4) ? "." + Int(1, 99) : "");

    private string Phone() => rng.Below(4) switch
    {
        0 => "+" + Int(1, 99) + " " + Int(10, 999) + " " + Int(10000, 999999),
        1 => "0" + Int(10, 999) + "-" + Int(10000, 999999),
        2 => "(" + Int(100, 999) + ") " + Int(100, 999) + "-" + Int(1000, 9999),
        _ => "555-" + Int(1000, 9999),
    };

    private string PartNumber() => rng.Below(4) switch
    {
        0 => "" + (char)('A' + rng.Below(26)) + (char)('A' + rng.Below(26)) + "-" + Int(100, 99999),
        1 => Int(100, 999) + "." + Int(100, 999) + (rng.Chance(0.5) ? "." + Int(1, 99) : ""),
        2 => "" + (char)('A' + rng.Below(26)) + Int(10, 999) + (char)('A' + rng.Below(26)) + Int(1, 99),
        _ => Int(10000, 9999999),
    };

    private string Email() => Slug() + rng.Pick(["", ".", "_"]) + Slug() + "@" + Slug() + "." + rng.Pick(Domains);

    private string Hours() => rng.Below(4) switch
    {
        0 => rng.Pick(Days) + " to " + rng.Pick(Days) + " from " + Clock() + " to " + Clock(),
        1 => "from " + Clock() + " to " + Clock(),
        2 => "on " + rng.Pick(Days) + "s from " + Clock() + " to " + Clock(),
        _ => "daily from " + Clock() + " to " + Clock(),
    };

    private string Slug() => names.Made(1, 2).ToLowerInvariant();
}
