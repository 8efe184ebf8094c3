namespace Onebox.Api;

/// <summary>A list as it travels.</summary>
/// <param name="Next">What to send as <c>after</c> for the rest; null at the end.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next = null);
