using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Onebox.Tokenizers.Normalizing;
using Onebox.Tokenizers.Splitting;

namespace Onebox.Tokenizers.Files;

/// <summary>Normalizers, pre-tokenizers and post-processors of tokenizer.json.</summary>
internal static class JsonSteps
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    public static bool IsByteLevel(JsonElement root) => Kinds(root.Part("pre_tokenizer"), "pretokenizers").Contains("ByteLevel") || Kinds(root.Part("decoder"), "decoders").Contains("ByteLevel");

    public static INormalizer Normalizer(JsonElement step) => step.Text("type") switch
    {
        "Sequence" => new Chain([.. step.List("normalizers").Select(Normalizer)]),
        "NFC" => new UnicodeForm(NormalizationForm.FormC),
        "NFD" => new UnicodeForm(NormalizationForm.FormD),
        "NFKC" => new UnicodeForm(NormalizationForm.FormKC),
        "NFKD" => new UnicodeForm(NormalizationForm.FormKD),
        "Lowercase" => EachRune.Lowercase,
        "StripAccents" => EachRune.StripAccents,
        "Strip" => new Strip(step.Flag("strip_left", true), step.Flag("strip_right", true)),
        "Replace" => new Replace(Patterns.Compile(Pattern(step), Longest), step.Text("content") ?? ""),
        "Prepend" => new Prepend(step.Text("prepend") ?? ""),
        "Precompiled" => new Precompiled(Convert.FromBase64String(step.Text("precompiled_charsmap") ?? "")),
        var other => throw new TokenizerException($"tokenizer.json has the normalizer '{other}', which is not known."),
    };

    public static IPreTokenizer Splitter(JsonElement step) => step.Text("type") switch
    {
        "Sequence" => new Sequence([.. step.List("pretokenizers").Select(Splitter)]),
        "Split" => new PatternSplit(Pattern(step), Behavior(step), step.Flag("invert")),
        "ByteLevel" => new ByteLevelSplit(step.Flag("add_prefix_space", true), step.Flag("use_regex", true)),
        "Metaspace" => new MetaspaceSplit(step.Text("replacement") is { Length: 1 } mark ? mark[0] : '\u2581', Scheme(step), step.Flag("split", true)),
        "Digits" => new PatternSplit(Patterns.Digit, step.Flag("individual_digits") ? SplitBehavior.Isolated : SplitBehavior.Contiguous),
        "Whitespace" => new PatternSplit(@"\w+|[^\w\s]+", SplitBehavior.Removed, invert: true),
        "WhitespaceSplit" => new PatternSplit(@"\s+", SplitBehavior.Removed),
        "Punctuation" => new PatternSplit(@"[\p{P}\x21-\x2F\x3A-\x40\x5B-\x60\x7B-\x7E]", Behavior(step)),
        "CharDelimiterSplit" => new PatternSplit(Regex.Escape(step.Text("delimiter") ?? " "), SplitBehavior.Removed),
        "BertPreTokenizer" => new Sequence([new PatternSplit(@"\s+", SplitBehavior.Removed), new PatternSplit(@"[\p{P}\x21-\x2F\x3A-\x40\x5B-\x60\x7B-\x7E]")]),
        var other => throw new TokenizerException($"tokenizer.json has the pre-tokenizer '{other}', which is not known."),
    };

    /// <summary>The tokens that the post-processor puts before and after one text.</summary>
    public static (IReadOnlyList<int> Prefix, IReadOnlyList<int> Suffix) Around(JsonElement step, Func<string, int?> idOf)
    {
        switch (step.Text("type"))
        {
            case "ByteLevel":
                return ([], []);
            case "Sequence":
                var all = step.List("processors").Select(p => Around(p, idOf)).ToList();
                return ([.. Enumerable.Reverse(all).SelectMany(a => a.Prefix)], [.. all.SelectMany(a => a.Suffix)]);
            case "BertProcessing" or "RobertaProcessing":
                return ([step.GetProperty("cls")[1].GetInt32()], [step.GetProperty("sep")[1].GetInt32()]);
            case "TemplateProcessing":
                var (prefix, suffix, seen) = (new List<int>(), new List<int>(), false);
                foreach (var part in step.List("single"))
                {
                    seen |= part.Part("Sequence") is not null;
                    if (part.Part("SpecialToken")?.Text("id") is { } name)
                        (seen ? suffix : prefix).AddRange(Ids(step, name, idOf));
                }

                return (prefix, suffix);
            case var other:
                throw new TokenizerException($"tokenizer.json has the post-processor '{other}', which is not known.");
        }
    }

    private static List<int> Ids(JsonElement step, string name, Func<string, int?> idOf) =>
        step.Part("special_tokens")?.Part(name)?.List("ids").Select(i => i.GetInt32()).ToList() is { Count: > 0 } ids ? ids
        : [idOf(name) ?? throw new TokenizerException($"tokenizer.json puts '{name}' around a text, but has no such token.")];

    private static string Pattern(JsonElement step) => step.Part("pattern") switch
    {
        { } p when p.Text("Regex") is { } regex => regex,
        { } p when p.Text("String") is { } text => Regex.Escape(text),
        _ => throw new TokenizerException("tokenizer.json has a step without a pattern."),
    };

    private static SplitBehavior Behavior(JsonElement step) => Enum.TryParse<SplitBehavior>(step.Text("behavior") ?? nameof(SplitBehavior.Isolated), out var behavior) ? behavior
        : throw new TokenizerException($"tokenizer.json has the split behavior '{step.Text("behavior")}', which is not known.");

    private static PrependScheme Scheme(JsonElement step) => step.Text("prepend_scheme") switch
    {
        "always" => PrependScheme.Always,
        "first" => PrependScheme.First,
        "never" => PrependScheme.Never,
        _ => step.Flag("add_prefix_space", true) ? PrependScheme.Always : PrependScheme.Never,
    };

    private static HashSet<string?> Kinds(JsonElement? step, string list) => step is not { } some ? [] : [some.Text("type"), .. some.List(list).Select(s => s.Text("type"))];
}
