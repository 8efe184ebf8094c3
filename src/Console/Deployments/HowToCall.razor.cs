using Microsoft.AspNetCore.Components;

namespace Onebox.Console.Deployments;

/// <summary>Lines that call a route, ready to be pasted.</summary>
public sealed partial class HowToCall
{
    /// <summary>Stands for a key in the lines.</summary>
    internal const string NoKey = "ob_…";

    private static readonly (string, string)[] Languages = [.. new[] { "curl", "Python", "JavaScript", "onebox" }.Select(l => (l, l))];

    private string _language = Languages[0].Item1;

    /// <summary>What requests use as <c>model</c>.</summary>
    [Parameter, EditorRequired]
    public string Route { get; set; } = "";

    /// <summary>The key to show in it.</summary>
    [Parameter]
    public string Key { get; set; } = NoKey;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    private string Text => Write(_language, Navigation.BaseUri.TrimEnd('/'), Route, Key);

    internal static string Write(string language, string box, string route, string key) => language switch
    {
        "Python" => $$"""
            from openai import OpenAI

            client = OpenAI(base_url="{{box}}/v1", api_key="{{key}}")
            answer = client.chat.completions.create(
                model="{{route}}",
                messages=[{"role": "user", "content": "Hello"}],
            )
            print(answer.choices[0].message.content)
            """,
        "JavaScript" => $$"""
            import OpenAI from "openai";

            const client = new OpenAI({ baseURL: "{{box}}/v1", apiKey: "{{key}}" });
            const answer = await client.chat.completions.create({
              model: "{{route}}",
              messages: [{ role: "user", content: "Hello" }],
            });
            console.log(answer.choices[0].message.content);
            """,
        "onebox" => $"onebox chat {route} --prompt \"Hello\"",
        _ => $$"""
            curl {{box}}/v1/chat/completions \
              -H "Authorization: Bearer {{key}}" \
              -H "Content-Type: application/json" \
              -d '{"model":"{{route}}","messages":[{"role":"user","content":"Hello"}]}'
            """,
    };
}
