using CsCheck;
using Onebox.Kernel.Wording;

namespace Onebox.Kernel.Tests;

public sealed class YamlTextTests
{
    [Theory]
    [InlineData("name: a\nshotz: 3", "line 2, column 1: there is no key 'shotz' (did you mean shots?); there are name, shots")]
    [InlineData("shots: many", "line 1, column 8: shots must be a whole number, not 'many'")]
    [InlineData("shots: [1]", "shots must be a whole number")]
    [InlineData("name: [a, b]", "line 1, column 7: name must be text")]
    [InlineData("stop: a", "stop must be a list")]
    [InlineData("stop: [a, [b]]", "an item of stop must be text")]
    [InlineData("chat: perhaps", "chat must be true or false, not 'perhaps'")]
    [InlineData("extract: 7", "extract must be a group of KEY: VALUE lines")]
    [InlineData("extract: {patern: x}", "there is no key 'patern' in extract (did you mean pattern?); there are pattern, match")]
    [InlineData("modes: {a: {match: x}}", "modes.a.match must be a whole number")]
    [InlineData("- a", "it must be a group of KEY: VALUE lines")]
    [InlineData("name: [", "this is no YAML")]
    public void Read_WhatDoesNotFit_IsToldInItsWritersWords(string yaml, string said)
    {
        var error = Assert.Throws<YamlTextException>(() => YamlText.Read<Document>(yaml));
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Onebox", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_SeveralFaults_AreAllTold()
    {
        var error = Assert.Throws<YamlTextException>(() => YamlText.Read<Document>("shots: x\nnam: a\nchat: 7x"));
        Assert.Equal(3, error.Message.Split("; line").Length);
    }

    [Fact]
    public void Read_WhatFits_IsRead()
    {
        var document = YamlText.Read<Document>("name: a\nshots: 3\nstop: [x]\nmodes:\n  one: {match: -1}");
        Assert.Equal(("a", 3, -1), (document.Name, document.Shots, document.Modes!["one"].Match));
        Assert.Null(YamlText.Read<Document>("").Name);
        Assert.Equal("a", YamlText.Read<Document>("name: a\nother: 1", othersAllowed: true).Name);
    }

    [Fact]
    public void Read_AThousandDeep_IsRefusedBeforeItRecurses()
    {
        var error = Assert.Throws<YamlTextException>(() => YamlText.Read<Document>("any: " + new string('[', 100_000)));
        Assert.Contains("nested", error.Message, StringComparison.Ordinal);
        Assert.Throws<YamlTextException>(() => YamlText.Load(new string('[', 100_000)));
    }

    [Fact]
    public void Read_AnyText_IsReadOrRefused() =>
        Gen.OneOf(Gen.String, Gen.String[Gen.Char["ab: []{}-&*!|>'\"\n\t#%@"], 0, 40]).Sample(
            text =>
            {
                try
                {
                    YamlText.Read<Document>(text);
                }
                catch (YamlTextException)
                {
                    // The one way to refuse.
                }
            },
            iter: 500);

    private sealed class Document
    {
        public string? Name { get; set; }
        public int? Shots { get; set; }
        public bool? Chat { get; set; }
        public List<string>? Stop { get; set; }
        public object? Any { get; set; }
        public Part? Extract { get; set; }
        public Dictionary<string, Part>? Modes { get; set; }
    }

    private sealed class Part
    {
        public string? Pattern { get; set; }
        public int Match { get; set; }
    }
}
