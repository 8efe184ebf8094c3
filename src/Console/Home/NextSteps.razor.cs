using Microsoft.AspNetCore.Components;
using Onebox.Console.Deployments;

namespace Onebox.Console.Home;

/// <summary>The four steps from an empty box to a program that calls it; the first that is open is explained.</summary>
public sealed partial class NextSteps
{
    [Parameter, EditorRequired]
    public SetUp State { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    private int Now => Steps.Select((s, i) => (s, i)).First(x => !x.s.Done).i;

    private IReadOnlyList<Way> Steps =>
    [
        new(State.Model is not null, "Bring a model", "Import a GGUF or safetensors model from a disk of the box, from this browser, or from an address.", "Import a model", "/models", "onebox models import /path/to/model.gguf"),
        new(State.Deployment is not null, "Deploy it", "The box checks that it fits, loads it into a worker and gives it a name that requests use.", "Deploy", $"/models/{Uri.EscapeDataString(State.Model ?? "")}", $"onebox deploy {State.Model ?? "MODEL"}"),
        new(State.Asked, "Ask it something", "In the chat, with its settings and the time that each answer took.", "Open the chat", $"/chat/{Uri.EscapeDataString(State.Deployment ?? "")}", $"onebox chat {State.Deployment ?? "MODEL"} --prompt \"Hello\""),
        new(State.Key, "Call it from a program", "Make a key; any OpenAI client works with this box's address.", "Make a key", "/access/keys", HowToCall.Write("curl", Navigation.BaseUri.TrimEnd('/'), State.Deployment ?? "MODEL", HowToCall.NoKey)),
    ];

    private sealed record Way(bool Done, string Title, string Text, string Verb, string Address, string Command);
}
