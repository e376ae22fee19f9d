using System.Globalization;
using System.Security.Cryptography;

namespace McpActors.Processes.Lineage;

/// <summary>Names one host among all on this machine: 30 random bits, written as eight hexadecimal digits.</summary>
public readonly record struct HostTag
{
    /// <summary>How many bits a tag has.</summary>
    public const int Bits = 30;

    /// <param name="value">Less than 2^30.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not.</exception>
    public HostTag(uint value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(value, 1u << Bits);
        Value = value;
    }

    /// <summary>The bits.</summary>
    public uint Value { get; }

    /// <summary>A tag of chance. Who needs it unique asks <see cref="Registry.HostRegistry"/> for one.</summary>
    public static HostTag Random() => new((uint)RandomNumberGenerator.GetInt32(1 << Bits));

    /// <summary>Reads what <see cref="ToString"/> has written.</summary>
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
