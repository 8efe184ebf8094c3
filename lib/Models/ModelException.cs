namespace Onebox.Models;

/// <summary>A model cannot be made, loaded, trained or saved as asked. The message says why and what to do.</summary>
public sealed class ModelException(string message, Exception? inner = null) : Exception(message, inner);
