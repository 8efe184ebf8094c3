namespace Onebox.Console.Home;

/// <summary>How far a new box is on its way to the first program that calls it.</summary>
/// <param name="Model">One that is ready.</param>
/// <param name="Deployment">One that there is, in whatever state.</param>
/// <param name="Asked">A model was asked something.</param>
/// <param name="Key">There is a key for programs.</param>
public sealed record SetUp(string? Model, string? Deployment, bool Asked, bool Key)
{
    public bool Done => Model is not null && Deployment is not null && Asked && Key;
}
