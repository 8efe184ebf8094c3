namespace Onebox.Console;

/// <summary>Marks a page that anyone may open.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class OpenPageAttribute : Attribute;
