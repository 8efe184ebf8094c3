using System.Globalization;
using System.Text;
using System.Text.Json;
using Onebox.Templates.Jinja;

namespace Onebox.Templates.Tests.Jinja;

public sealed class RealTemplateGoldenTests
{
    [Fact]
    public void RealTemplates_EveryConversationAndOption_RenderAsPythonDoes()
    {
        var golden = Golden.Read("chat.json");
        var compiled = new Dictionary<string, JinjaTemplate>(StringComparer.Ordinal);
        var differences = new StringBuilder();
        var compared = 0;
        foreach (var item in golden.GetProperty("cases").EnumerateArray())
        {
            compared++;
            var name = item.GetProperty("template").GetString()!;
            if (!compiled.TryGetValue(name, out var template)) compiled[name] = template = JinjaTemplate.Compile(Golden.Template(name));
            var conversation = item.GetProperty("conversation").GetString()!;
            var variables = Golden.Fields(item.GetProperty("options"));
            variables["messages"] = golden.GetProperty("conversations").GetProperty(conversation);
            var tokens = golden.GetProperty("tokens").GetProperty(name);
            if (tokens[0].ValueKind == JsonValueKind.String) variables["bos_token"] = tokens[0];
            if (tokens[1].ValueKind == JsonValueKind.String) variables["eos_token"] = tokens[1];
            if (item.GetProperty("tools").GetBoolean()) variables["tools"] = golden.GetProperty("tools");
            var expected = item.TryGetProperty("expected", out var text) ? text.GetString() : null;
            string? actual;
            var reason = "";
            try
            {
                actual = template.Render(variables, Golden.Clock);
            }
            catch (TemplateException refused)
            {
                actual = null;
                reason = refused.Message;
            }
            if (actual != expected) differences.AppendLine(CultureInfo.InvariantCulture, $"{name}, {conversation}, {item.GetProperty("options")}\n  python: {expected ?? "(error)"}\n  ours:   {actual ?? "(error) " + reason}");
        }
        Assert.True(compared >= 300);
        if (differences.Length > 0) Assert.Fail(differences.ToString());
    }
}
