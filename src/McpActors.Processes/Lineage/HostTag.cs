using System.Globalization;
using System.Security.Cryptography;

namespace McpActors.Processes.Lineage;

/// <summary>Identifies one host on this machine: 30 random bits, written as eight hexadecimal digits.</summary>
public readonly record struct HostTag
{
    /// <summary>The number of bits of a tag.</summary>
    public const int Bits = 30;

    /// <param name="value">The tag's bits. Must be less than 2^30.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="value"/> is 2^30 or more.</exception>
    public HostTag(uint value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(value, 1u << Bits);
        Value = value;
    }

    /// <summary>The bits.</summary>
    public uint Value { get; }

    /// <summary>
    /// Creates a random tag. It may collide with another host's; <see cref="Registry.HostRegistry"/> gives out unique
    /// tags.
    /// </summary>
    public static HostTag Random() => new((uint)RandomNumberGenerator.GetInt32(1 << Bits));

    /// <summary>Parses the result of <see cref="ToString"/>.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out HostTag tag)
    {
        tag = default;
        if (text.Length != 8 || !uint.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) || value >> Bits != 0)
            return false;
        tag = new HostTag(value);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => Value.ToString("x8", CultureInfo.InvariantCulture);
}
