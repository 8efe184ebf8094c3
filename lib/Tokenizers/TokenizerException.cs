namespace Onebox.Tokenizers;

/// <summary>A tokenizer file that cannot be used: broken, beyond the limits, or of a form that is not supported. The message says which part.</summary>
public sealed class TokenizerException : Exception
{
    public TokenizerException(string message) : base(message)
    {
    }

    public TokenizerException(string message, Exception inner) : base(message, inner)
    {
    }
}
