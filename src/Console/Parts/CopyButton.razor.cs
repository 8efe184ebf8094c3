using Microsoft.AspNetCore.Components;
using Onebox.Console.Connection;

namespace Onebox.Console.Parts;

/// <summary>Copies a text, and says so for a moment.</summary>
public sealed partial class CopyButton
{
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(2);

    private bool _copied;

    [Parameter, EditorRequired]
    public string Text { get; set; } = "";

    /// <summary>What is copied, for the label.</summary>
    [Parameter]
    public string What { get; set; } = "text";

    [Inject] private Browser Browser { get; set; } = null!;

    [Inject] private TimeProvider Clock { get; set; } = null!;

    private async Task CopyAsync()
    {
        _copied = await Browser.AskAsync<bool>("copy", Text);
        StateHasChanged();
        await Task.Delay(Moment, Clock);
        _copied = false;
    }
}
