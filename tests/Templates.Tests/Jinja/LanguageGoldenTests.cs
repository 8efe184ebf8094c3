using System.Globalization;
using System.Text;
using Onebox.Templates.Jinja;

namespace Onebox.Templates.Tests.Jinja;

public sealed class LanguageGoldenTests
{
    [Fact]
    public void Language_EveryConstruct_RendersAsPythonDoes()
    {
        var golden = Golden.Read("language.json");
        var variables = Golden.Fields(golden.GetProperty("variables"));
        var differences = new StringBuilder();
        var compared = 0;
        foreach (var item in golden.GetProperty("cases").EnumerateArray())
        {
            compared++;
            var source = item.GetProperty("template").GetString()!;
            var expected = item.TryGetProperty("expected", out var text) ? text.GetString() : null;
            string? actual;
            var reason = "";
            try
            {
                actual = JinjaTemplate.Compile(source).Render(variables, Golden.Clock);
            }
            catch (TemplateException refused)
            {
                actual = null;
                reason = refused.Message;
            }
            if (actual != expected) differences.AppendLine(CultureInfo.InvariantCulture, $"{source}\n  python: {expected ?? "(error)"}\n  ours:   {actual ?? "(error) " + reason}");
        }
        Assert.True(compared > 400);
        if (differences.Length > 0) Assert.Fail(differences.ToString());
    }
}
