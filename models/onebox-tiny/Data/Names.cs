using System.Globalization;

namespace Onebox.TinyData;

/// <summary>Made-up names of persons, companies, towns, things: by syllables, so that no name can be learned by heart.</summary>
internal sealed class Names(Rng rng, Split split, WordNet words)
{
    private static readonly string[] Onsets = ["b", "br", "c", "ch", "d", "f", "g", "gr", "h", "j", "k", "l", "m", "n", "p", "r", "s", "sh", "st", "t", "tr", "v", "w", "z", "b", "d", "k", "l", "m", "n", "r", "t", ""];
    private static readonly string[] Vowels = ["a", "e", "i", "o", "u", "a", "e", "i", "o", "u", "ai", "ee", "ou", "ia"];
    private static readonly string[] Codas = ["", "", "", "", "n", "r", "l", "s", "m", "k", "t", "d", "x", "nd", "st", "ng", "ck", "n", "r", "l"];
    private static readonly string[] First = ["Anna", "Ben", "Carla", "David", "Elena", "Frank", "Greta", "Hassan", "Ines", "Jonas", "Karin", "Lukas", "Maria", "Nils", "Olga", "Paul", "Rosa", "Simon", "Tara", "Victor", "Wendy", "Yusuf", "Zoe", "James", "Mary", "Robert", "Linda", "Michael", "Susan", "Li", "Wei", "Yan", "Priya", "Arjun", "Fatima", "Omar", "Chloe", "Hugo", "Emma", "Peter", "Laura", "Martin", "Julia", "Thomas", "Sofia", "Daniel", "Nora", "Oscar", "Alice", "George"];
    private static readonly string[] Titles = ["Dr", "Ms", "Mr", "Mrs", "Prof."];
    private static readonly string[] Forms = ["Ltd", "GmbH", "Inc.", "AG", "& Sons", "Works", "Systems", "Foods", "Logistics", "Bakery", "Tools", "Motors", "Energy", "Group", "Partners", "Textiles", "Optics", "Pharma", "Press", "Brothers"];
    private static readonly string[] TownEnds = ["ville", "burg", "ton", "field", "ford", "stad", "haven", "berg", "dorf", "mouth", "bridge", "wick", "ham", "feld", "au", "ia", "os"];
    private static readonly string[] Policies = ["policy", "rule", "guideline", "regulation", "scheme", "programme", "procedure", "plan"];
    private static readonly string[] Events = ["fair", "meeting", "workshop", "training", "conference", "seminar", "party", "tour", "course", "exhibition", "festival", "summit"];
    private static readonly string[] Machines = ["press", "lathe", "pump", "mixer", "printer", "oven", "boiler", "compressor", "crane", "saw", "mill", "robot", "conveyor", "generator", "scanner", "drill"];
    private static readonly string[] Systems = ["portal", "server", "database", "archive", "shop", "mail system", "tracker", "wiki", "app", "gateway", "cluster"];

    public string Made(int least = 1, int most = 3)
    {
        while (true)
        {
            var count = rng.Between(least, most);
            var name = "";
            for (var i = 0; i < count; i++)
                name += rng.Pick(Onsets) + rng.Pick(Vowels) + (i == count - 1 || rng.Chance(0.3) ? rng.Pick(Codas) : "");
            if (name.Length is >= 3 and <= 11 && SplitOf.Allows(split, name))
                return char.ToUpperInvariant(name[0]) + name[1..];
        }
    }

    public string Person() => rng.Below(10) switch
    {
        < 6 => rng.Pick(First) + " " + Made(),
        < 9 => Made(1, 2) + " " + Made(),
        _ => rng.Pick(Titles) + " " + Made(),
    };

    public string Company() => rng.Below(6) switch
    {
        < 4 => Made() + " " + rng.Pick(Forms),
        4 => Made() + " and " + Made() + " " + rng.Pick(Forms),
        _ => Made(2, 3),
    };

    public string Town() => rng.Below(6) switch
    {
        0 => "Port " + Made(),
        1 => "New " + Made(),
        2 => "Upper " + Made(),
        < 5 => Made(1, 2) + rng.Pick(TownEnds),
        _ => Made(2, 3),
    };

    public string Product() => rng.Below(6) switch
    {
        0 => Made() + " " + Number(1, 9) + "00",
        1 => "the " + Made() + " " + Thing(),
        2 => Made() + " " + (char)('A' + rng.Below(26)) + Number(1, 99),
        3 => "the " + Thing() + " " + Made(),
        4 => "the " + Made() + " " + Number(10, 9999) + " " + Thing(),
        _ => "the " + Adjective() + " " + Thing(),
    };

    public string Policy() => (rng.Chance(0.5) ? Act() : Thing()) + " " + rng.Pick(Policies);

    public string Event() => (rng.Chance(0.4) ? Made() + " " : rng.Chance(0.5) ? Act() + " " : Adjective() + " ") + rng.Pick(Events);

    public string Machine() => rng.Below(3) switch
    {
        0 => rng.Pick(Machines) + " " + Number(1, 99),
        1 => "the " + Made() + " " + rng.Pick(Machines),
        _ => rng.Pick(Machines) + " " + Made(),
    };

    public string Project() => rng.Chance(0.6) ? "project " + Made() : "the " + Made() + " project";

    public string Contract() => rng.Chance(0.6) ? "contract " + (char)('A' + rng.Below(26)) + "-" + Number(100, 99999) : "the " + Made() + " contract";

    public string System() => rng.Chance(0.5) ? "the " + Made() + " " + rng.Pick(Systems) : Made();

    public string Thing() => Held(words.Things);

    public string Role() => Held(words.Roles);

    public string Act() => Held(words.Acts);

    public string Adjective() => Held(words.Adjectives);

    /// <summary>"the worn brass kettle": adjectives may be none.</summary>
    public string Phrase() => (rng.Chance(0.6) ? Adjective() + " " : "") + (rng.Chance(0.25) ? Thing() + " " : "") + Thing();

    private string Number(int low, int high) => rng.Between(low, high).ToString(CultureInfo.InvariantCulture);

    private string Held(List<string> list)
    {
        while (true)
        {
            var word = rng.Pick(list);
            if (SplitOf.Allows(split, word))
                return word;
        }
    }
}
