namespace Onebox.Api.Client;

internal static class Query
{
    /// <summary><c>&amp;name=value</c>, or nothing without a value.</summary>
    public static string Of(string name, string? value) => value is null ? "" : $"&{name}={Uri.EscapeDataString(value)}";
}
