using System.Text.Encodings.Web;
using System.Text.Json;

// Writes tickets.jsonl (500 rows to train on) and held-out.jsonl (200 to evaluate on) into this folder: letters to a shop that does not exist, and the desk that each belongs to.
// Names, orders and goods are drawn by a seed; a third of the held-out letters are worded as no training row is.
var folder = args is [var asked] ? asked : ".";
var letters = new Letters(seed: 7);
var trained = Enumerable.Range(0, 500).Select(_ => letters.Next(unseen: false)).ToList();
// What a training row says already is not asked again.
var said = trained.Select(letter => letter.Said).ToHashSet(StringComparer.Ordinal);
var heldOut = Enumerable.Range(0, 5000).Select(n => letters.Next(unseen: n % 3 == 0)).Where(letter => said.Add(letter.Said)).Take(200);
Write("tickets.jsonl", trained, train: true);
Write("held-out.jsonl", heldOut, train: false);

void Write(string name, IEnumerable<(string Text, string Said, string Desk)> rows, bool train)
{
    var options = new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    File.WriteAllLines(Path.Combine(folder, name), rows.Select(row => train
        ? JsonSerializer.Serialize(new { messages = new[] { new { role = "user", content = Letters.Ask(row.Text) }, new { role = "assistant", content = row.Desk } } }, options)
        : JsonSerializer.Serialize(new { letter = row.Text, answer = row.Desk }, options)));
}

/// <summary>Letters by templates: {who}, {good}, {order}, {day} and {sum} are drawn anew for each.</summary>
internal sealed class Letters(int seed)
{
    private static readonly (string Desk, string[] Seen, string[] Unseen)[] Desks =
    [
        ("Billing",
            ["I was charged {sum} twice for order {order}.", "The invoice for order {order} shows {sum}, but we agreed on less.", "Please send me the invoice for my {good}.", "My card was declined when I paid {sum}.", "Why is there a fee of {sum} on my bill?"],
            ["The amount of {sum} was taken from my account although I cancelled.", "I need a receipt with our company's address for order {order}."]),
        ("Delivery",
            ["Order {order} should have arrived on {day} and is still not here.", "Where is my parcel with the {good}?", "The driver left my {good} at the wrong door.", "Can you deliver order {order} on {day} instead?", "The tracking page has not changed since {day}."],
            ["My package seems to be lost on its way, order {order}.", "I will not be at home on {day}; please bring the {good} later."]),
        ("Returns",
            ["I want to send the {good} back, it does not fit.", "How do I return order {order}?", "The {good} is not what I ordered, please take it back.", "I sent the {good} back on {day} and wait for my money.", "Please give me a label to return order {order}."],
            ["I have changed my mind about the {good} and would like a refund.", "May I exchange the {good} for a larger one?"]),
        ("Technical",
            ["The {good} does not switch on.", "My {good} shows an error since {day}.", "How do I connect the {good} to my phone?", "After the update the {good} stops every hour.", "The {good} makes a loud noise and gets hot."],
            ["The screen of my {good} stays black.", "There is no manual in the box of the {good}; how is it set up?"]),
        ("Account",
            ["I cannot sign in since {day}.", "Please change the e-mail address of my account.", "I forgot my password and get no mail.", "Delete my account and all my data, please.", "My name is now {who}, please correct it in my profile."],
            ["Somebody else seems to use my login.", "The page says that my user name {who} is taken."]),
    ];

    private static readonly string[] Who = ["Amara Lindt", "Jon Okafor", "Petra Vogel", "Luis Moreno", "Hana Sato", "Ines Duarte", "Karl Brandt", "Mia Chen", "Tom Reilly", "Zoe Marin"];
    private static readonly string[] Goods = ["kettle", "lamp", "desk chair", "headset", "camera", "drill", "heater", "printer", "radio", "vacuum cleaner", "coffee machine", "monitor", "keyboard", "fan"];
    private static readonly string[] Days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "2 March", "14 May", "last week"];
    private static readonly string[] Greetings = ["Hello, ", "Good morning, ", "Dear team, ", "Hi, ", ""];
    private static readonly string[] Ends = [" Thank you.", " Please answer soon.", " Regards, {who}", ""];

    private readonly Random _random = new(seed);

    public static string Ask(string letter) => $"Which desk does this letter belong to: Billing, Delivery, Returns, Technical or Account?\n{letter}";

    /// <returns>The letter, what it says without greeting and end, and its desk.</returns>
    public (string Text, string Said, string Desk) Next(bool unseen)
    {
        var (desk, seen, other) = Desks[_random.Next(Desks.Length)];
        var said = Filled(One(unseen ? other : seen));
        return (Filled(One(Greetings)) + said + Filled(One(Ends)), said, desk);
    }

    private string Filled(string template) => template
        .Replace("{who}", One(Who), StringComparison.Ordinal)
        .Replace("{good}", One(Goods), StringComparison.Ordinal)
        .Replace("{day}", One(Days), StringComparison.Ordinal)
        .Replace("{order}", $"{(char)('A' + _random.Next(26))}{_random.Next(1000, 9999)}", StringComparison.Ordinal)
        .Replace("{sum}", $"{_random.Next(5, 400)}.{_random.Next(0, 10)}0 euros", StringComparison.Ordinal);

    private string One(string[] among) => among[_random.Next(among.Length)];
}
