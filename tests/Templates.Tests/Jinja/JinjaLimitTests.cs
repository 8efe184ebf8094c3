using System.Text.Json;
using CsCheck;
using Onebox.Templates.Jinja;

namespace Onebox.Templates.Tests.Jinja;

public sealed class JinjaLimitTests
{
    private static readonly Dictionary<string, JsonElement> Variables = Golden.Fields(Golden.Json("""{"n":3,"l":[1,"x",null],"d":{"a":{"b":[true]}},"s":"text"}"""));

    [Theory]
    [InlineData("{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}")]
    [InlineData("{% set ns = namespace(x='ab') %}{% for i in range(99) %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}")]
    [InlineData("{{ 'abc' * 99999999999 }}")]
    [InlineData("{{ [1] * 99999999 }}")]
    [InlineData("{% for a in range(9999) %}{% for b in range(9999) %}{{ 'a'.center(-999999999) }}{% endfor %}{% endfor %}")]
    [InlineData("{{ 'a'.center(999999999) }}{{ 'a'.zfill(999999999) }}")]
    [InlineData("{{ ('a' * 9999999).replace('a', 'bbbbbbbb') }}")]
    [InlineData("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}")]
    [InlineData("{% set ns = namespace(x=[]) %}{% for i in range(99999) %}{% set ns.x = [ns.x] %}{% endfor %}{{ ns.x }}")]
    [InlineData("{% set ns = namespace(x=[1]) %}{% for i in range(99) %}{% set ns.x = [ns.x, ns.x] %}{% endfor %}{{ ns.x | tojson }}")]
    [InlineData("{% set ns = namespace(x=[1], y=[1]) %}{% for i in range(99) %}{% set ns.x = [ns.x, ns.x] %}{% set ns.y = [ns.y, ns.y] %}{% endfor %}{{ ns.x == ns.y }}")]
    [InlineData("{% for i in range(9999) %}{{ 'x' * 99999 }}{% endfor %}")]
    public void Render_TemplateThatWouldNeverEnd_IsStoppedByALimit(string source)
    {
        var refused = Assert.Throws<TemplateException>(() => JinjaTemplate.Compile(source).Render(Variables, Golden.Clock));
        Assert.Equal(TemplateFault.Limit, refused.Fault);
    }

    [Theory]
    [InlineData('(')]
    [InlineData('[')]
    [InlineData('-')]
    public void Compile_DeepNesting_IsStoppedByALimit(char open)
    {
        var refused = Assert.Throws<TemplateException>(() => JinjaTemplate.Compile("{{ " + new string(open, 100_000)));
        Assert.Contains(refused.Fault, new[] { TemplateFault.Limit, TemplateFault.Syntax });
    }

    [Fact]
    public void Compile_TooLongTemplate_IsRefusedWithItsLength()
    {
        var refused = Assert.Throws<TemplateException>(() => JinjaTemplate.Compile(new string('x', 101), new JinjaLimits { TemplateCharacters = 100 }));
        Assert.Equal(TemplateFault.Limit, refused.Fault);
        Assert.Contains("101", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_Failure_NamesLineAndReason()
    {
        var refused = Assert.Throws<TemplateException>(() => JinjaTemplate.Compile("a\nb\n{{ missing.field }}").Render(Variables, Golden.Clock));
        Assert.Equal(3, refused.Line);
        Assert.Equal("chat template, line 3: 'missing' is undefined", refused.Message);
    }

    [Fact]
    public void Compile_UnknownFilter_SaysWhichOne()
    {
        var refused = Assert.Throws<TemplateException>(() => JinjaTemplate.Compile("\n{{ 1 | frobnicate }}"));
        Assert.Equal((TemplateFault.Unsupported, 2), (refused.Fault, refused.Line));
        Assert.Contains("frobnicate", refused.Message, StringComparison.Ordinal);
    }

    private static readonly string[] Pieces =
    [
        "{{", "}}", "{%", "%}", "{#", "#}", "-", "+", " ", "\n", "if ", "elif ", "else", "endif", "for ", " in ", "endfor", "set ", "endset", "macro m(", ")", "endmacro", "call ", "endcall",
        "filter ", "endfilter", "raw", "endraw", "with ", "endwith", "generation", "endgeneration", "break", "continue", "n", "l", "d", "s", "x", "loop", ".a", ".b", "[0]", "[", "]", "[::-1]", "{", "}", "(", "|", "upper",
        "tojson", "join", "map('", "')", "sort", "batch(2)", "is ", "not ", "and ", "or ", "defined", "odd", "'", "\"", "text", "\\", "\\u", "1", "0", "-7", "2.5", "**", "*", "//", "/", "%", "~", "=", "==", "<", ",", ":", "namespace(", "range(", "m()", "caller()",
        ".items()", ".split(", ".replace('', 'xx')", "indent", "'%s' % ", "'{}'.format(", "true", "none", "😀", "\ud83d", "\0",
    ];

    [Fact]
    public void CompileAndRender_RandomText_ThrowsOnlyTemplateException()
    {
        var limits = new JinjaLimits { Steps = 50_000, OutputCharacters = 100_000 };
        Gen.Int[0, Pieces.Length - 1].Select(i => Pieces[i]).Array[0, 40].Sample(
            pieces => Survives(string.Concat(pieces), limits), iter: 60_000);
    }

    [Fact]
    public void CompileAndRender_MutatedRealTemplates_ThrowsOnlyTemplateException()
    {
        var limits = new JinjaLimits { Steps = 50_000, OutputCharacters = 100_000 };
        var golden = Golden.Read("chat.json");
        var variables = new Dictionary<string, JsonElement>(Variables, StringComparer.Ordinal)
        {
            ["messages"] = golden.GetProperty("conversations").GetProperty("call"),
            ["tools"] = golden.GetProperty("tools"),
        };
        string[] templates = [.. new[] { "qwen3", "deepseek_v3", "gemma3", "own_tools" }.Select(Golden.Template)];
        Gen.Select(Gen.Int[0, templates.Length - 1].Select(i => templates[i]), Gen.Int[0, 5000], Gen.Int[0, 20], Gen.Int[0, Pieces.Length - 1].Select(i => Pieces[i])).Sample((template, at, length, piece) =>
        {
            at %= template.Length;
            length = Math.Min(length, template.Length - at);
            return Survives(template[..at] + piece + template[(at + length)..], limits, variables);
        }, iter: 3_000);
    }

    private static bool Survives(string source, JinjaLimits limits, Dictionary<string, JsonElement>? variables = null)
    {
        try
        {
            JinjaTemplate.Compile(source, limits).Render(variables ?? Variables, Golden.Clock);
        }
        catch (TemplateException)
        {
            // The one exception that is promised.
        }
        return true;
    }
}
