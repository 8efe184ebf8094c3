using System.Text.RegularExpressions;
using Onebox.Knowledge.Text;

namespace Onebox.Knowledge.Answering;

/// <summary>
/// What a question wants to be told, by its first words, and how a sentence looks that tells it: whoever asks "how heavy" is answered by kilograms, "who" by a name. Rules for English, and
/// the plainest of German and Chinese; a question that none of them knows wants anything.
/// </summary>
internal sealed partial class AskedFor
{
    /// <summary>At most so many words are what is counted, and stand behind the number: "three minor accidents".</summary>
    private const int MostCounted = 3;

    private readonly Regex _question, _form;
    private readonly HashSet<string> _counted;

    private AskedFor(Regex question, Regex form, HashSet<string>? counted = null) => (_question, _form, _counted) = (question, form, counted ?? []);

    private const RegexOptions Plain = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    /// <summary>The first whose words are in the question.</summary>
    private static readonly AskedFor[] All =
    [
        new(WeightAsked(), Weight()),
        new(BrightnessAsked(), Brightness()),
        new(NoiseAsked(), Noise()),
        new(SpeedAsked(), Speed()),
        new(MoneyAsked(), Money()),
        new(OftenAsked(), Often()),
        new(NumberAsked(), Number()),
        new(PersonAsked(), Person()),
        new(TimeAsked(), Time()),
        new(TemperatureAsked(), Temperature()),
    ];

    /// <summary>Null when anything may be the answer.</summary>
    public static AskedFor? Of(string question) => Counted(question) ?? Array.Find(All, kind => kind._question.IsMatch(question));

    /// <summary>"How many days …" is told by a number of days: the number stands shortly before what is counted.</summary>
    private static AskedFor? Counted(string question)
    {
        if (CountAsked().Match(question) is not { Success: true } match) return null;
        var nouns = TextAnalyzer.Analyze(match.Groups["counted"].Value).TakeWhile(t => !t.IsCommon && !Helping.Contains(t.Text)).Take(MostCounted).Select(t => t.Text).ToHashSet(StringComparer.Ordinal);
        return nouns.Count == 0 ? null : new AskedFor(CountAsked(), Number(), nouns);
    }

    /// <summary>The question's words that the answer's form stands for: no answer need have them.</summary>
    public IEnumerable<string> Words(string question) => _counted.Count > 0 ? [] : _question.Matches(question).Select(m => m.Value);

    public bool IsToldIn(string sentence) => _counted.Count == 0
        ? _form.IsMatch(sentence)
        : _form.Matches(sentence).Any(number => TextAnalyzer.Telling(sentence[(number.Index + number.Length)..]).Take(MostCounted).Any(_counted.Contains));

    /// <summary>Where what is counted ends: stems.</summary>
    private static readonly HashSet<string> Helping = new(TextAnalyzer.Telling("do does did can may must should shall would could has have had were am we you they i he she be get"), StringComparer.Ordinal);

    [GeneratedRegex(@"\bhow many (?<counted>.+)", Plain, 1000)]
    private static partial Regex CountAsked();

    [GeneratedRegex(@"\b(heavy|weighs?|weight)\b|\bwiegt\b|多重", Plain, 1000)]
    private static partial Regex WeightAsked();

    [GeneratedRegex(@"\d\s*(kg|g|t|lbs?|oz)\b|\b(kilo(gram)?s?|kilogrammes?|grams?|tonnes?|tons?|pounds?|ounces?|kilogramm|公斤|千克|吨)\b|公斤|千克|吨", Plain, 1000)]
    private static partial Regex Weight();

    [GeneratedRegex(@"\b(bright|brightness)\b", Plain, 1000)]
    private static partial Regex BrightnessAsked();

    [GeneratedRegex(@"\b(lumens?|lm|lux|candelas?|nits?|watts?)\b", Plain, 1000)]
    private static partial Regex Brightness();

    [GeneratedRegex(@"\b(loud|noisy|noise)\b", Plain, 1000)]
    private static partial Regex NoiseAsked();

    [GeneratedRegex(@"\b(decibels?|db(\(a\))?|silent|quiet)\b", Plain, 1000)]
    private static partial Regex Noise();

    [GeneratedRegex(@"\b(how fast|speed)\b", Plain, 1000)]
    private static partial Regex SpeedAsked();

    [GeneratedRegex(@"\b(km/h|mph|m/s|m/min|rpm|mbit/s|gbit/s|knots?|per (second|minute|hour))\b", Plain, 1000)]
    private static partial Regex Speed();

    [GeneratedRegex(@"\b(costs?|prices?|priced|expensive|fee|fees|salary|earns?|rent|deposit|fare)\b(?=.*\?|.*$)|\bhow much (do|does|did|must|will|should) .*\b(pay|charged?)\b|\b(kostet|kosten|preis)\b|多少钱|价格", Plain, 1000)]
    private static partial Regex MoneyAsked();

    [GeneratedRegex(@"[€$£¥]|\b(euros?|dollars?|pounds?|cents?|francs?|pence|crowns?|yen|eur|usd|gbp|chf)\b|\bfree\b|\bpercent\b|\bnothing\b|\d+[.,]\d\d\b|\bpa(y|id|ys) for\b|元|免费|kostenlos", Plain, 1000)]
    private static partial Regex Money();

    [GeneratedRegex(@"\bhow (often|frequently)\b|\bwie oft\b|多久", Plain, 1000)]
    private static partial Regex OftenAsked();

    [GeneratedRegex(@"\b(every|each|once|twice|times|daily|weekly|monthly|yearly|annual(ly)?|quarterly|hourly|always|never|days?|weeks?|months?|years?|hours?|first|last|jede[nrs]?|täglich|wöchentlich)\b|每", Plain, 1000)]
    private static partial Regex Often();

    [GeneratedRegex(@"\bhow (many|much|long|large|big|high|tall|wide|deep|thick|far|old|soon|quick(ly)?|late|early)\b|\b(maximum|minimum|highest|lowest|longest|shortest|age|percentage)\b|\b(wie ?viele?|wie (lange|hoch|groß|weit|alt))\b|多少|几", Plain, 1000)]
    private static partial Regex NumberAsked();

    [GeneratedRegex(@"\d|\b(one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(thir|four|fif|six|seven|eigh|nine)teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|half|once|twice|dozen|an? (hour|day|week|month|year|minute)|unlimited|at once|immediately|until|as soon as|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf)\b|[一二两三四五六七八九十百千万]", Plain, 1000)]
    private static partial Regex Number();

    [GeneratedRegex(@"\bwho(m|se)?\b|\bwer\b|\bwen\b|谁", Plain, 1000)]
    private static partial Regex PersonAsked();

    // Two capitalised words in a row, a title before a name, a capitalised word within the sentence, or a role.
    [GeneratedRegex(@"\p{Lu}\p{Ll}+[ -]\p{Lu}\p{Ll}+|\b(Mr|Mrs|Ms|Dr|Prof|Herrn?|Frau)\b\.? ?\p{Lu}|[\p{Ll},:;] \p{Lu}\p{Ll}+|\b(manager|leader|lead|department|team|director|group|members?|board|office|head|doctor|staff|employees?|everyone|anyone|officer|desk|administrators?|committee|council|agency|supervisor|owner|customers?|visitors?|driver|host|company|manufacturer|supplier|hotline|workshop|accounting|persons?|people|workers?)\b|[\p{IsCJKUnifiedIdeographs}]", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Person();

    [GeneratedRegex(@"\bwhen\b|\b(what|which) (time|day|date|year|month)\b|\bwann\b|什么时候|何时", Plain, 1000)]
    private static partial Regex TimeAsked();

    [GeneratedRegex(@"\d|\b(mon|tues|wednes|thurs|fri|satur|sun)days?\b|\b(january|february|march|april|may|june|july|august|september|october|november|december|spring|summer|autumn|winter|noon|midnight|morning|evening|night|today|days?|weeks?|months?|years?|hours?|minutes?|daily|weekly|monthly|yearly|quarter|after|before|until|within|once|if|when|as soon as|during|for|following|immediately|at once|uhr|tage?n?|wochen?|monate?n?)\b|[天日周月年点时]", Plain, 1000)]
    private static partial Regex Time();

    [GeneratedRegex(@"\bhow (hot|warm|cold)\b|\btemperature\b", Plain, 1000)]
    private static partial Regex TemperatureAsked();

    [GeneratedRegex(@"\b(degrees?|celsius|fahrenheit|kelvin)\b|°", Plain, 1000)]
    private static partial Regex Temperature();
}
