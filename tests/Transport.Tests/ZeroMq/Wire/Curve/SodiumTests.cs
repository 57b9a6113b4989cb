using Sockets.Transport.Tests.Support;
using Sockets.Transport.ZeroMq.Internal.Wire.Curve;

namespace Sockets.Transport.Tests.ZeroMq.Wire.Curve;

/// <summary>libsodium: what is made of it, and that it is missed in words.</summary>
public sealed class SodiumTests
{
    public SodiumTests() => Sodium.Require();

    [Theory]
    [InlineData(0x11, CurveVectors.ClientPublic)]
    [InlineData(0x22, CurveVectors.ServerPublic)]
    [InlineData(0x33, CurveVectors.ClientTransientPublic)]
    [InlineData(0x44, CurveVectors.ServerTransientPublic)]
    public void A_secret_key_has_its_public_key(byte secret, string expected)
    {
        using var key = CurveSecret.CopyOf(Fill(secret, 32));
        Assert.Equal(expected, Convert.ToHexStringLower(key.PublicKey()));
    }

    [Theory]
    [InlineData(0x33, CurveVectors.ServerPublic, CurveVectors.AgreedForHello)]
    [InlineData(0x22, CurveVectors.ClientTransientPublic, CurveVectors.AgreedForHello)]
    [InlineData(0x33, CurveVectors.ServerTransientPublic, CurveVectors.AgreedForSession)]
    [InlineData(0x44, CurveVectors.ClientTransientPublic, CurveVectors.AgreedForSession)]
    public void Two_key_pairs_agree_on_one_key(byte secret, string publicKey, string expected)
    {
        byte[] agreed = new byte[32];
        Assert.Equal(0, Sodium.Agree(agreed, Hex.Bytes(publicKey), Fill(secret, 32)));
        Assert.Equal(expected, Convert.ToHexStringLower(agreed));
    }

    [Fact]
    public void A_box_is_a_tag_and_what_was_in_it()
    {
        using CurveBox box = new(CurveSecret.CopyOf(Fill(0x55, 32)));
        byte[] hello = [.. new byte[16], .. "hello"u8];
        byte[] longer = [.. new byte[16], .. Fill(0xAB, 200)];
        box.Seal(hello, Fill(0x01, 24));
        box.Seal(longer, Fill(0x01, 24));
        Assert.Equal(CurveVectors.BoxOfHello, Convert.ToHexStringLower(hello));
        Assert.Equal(CurveVectors.BoxOfAb, Convert.ToHexStringLower(longer));
        Assert.False(box.TryOpen([.. hello], Fill(0x02, 24)));
        Assert.False(box.TryOpen(hello.AsSpan(0, 15), Fill(0x01, 24)));
        Assert.True(box.TryOpen(hello, Fill(0x01, 24)));
        Assert.Equal("hello"u8, hello.AsSpan(16));
    }

    [Fact]
    public void The_first_name_that_is_there_is_loaded()
    {
        List<string> tried = [];
        Assert.Equal(42, SodiumLibrary.Load(name =>
        {
            tried.Add(name);
            return name == "libsodium.so.26" ? 42 : 0;
        }));
        Assert.Equal(["libsodium.so.23", "libsodium.so.26"], tried);
    }

    [Fact]
    public void A_library_that_is_not_there_is_missed_in_words()
    {
        DllNotFoundException e = Assert.Throws<DllNotFoundException>(() => SodiumLibrary.Load(static _ => 0));
        Assert.Contains("libsodium", e.Message, StringComparison.Ordinal);
        Assert.Contains("libsodium.so.23, libsodium.so.26, libsodium.so, libsodium.dylib, libsodium.dll", e.Message, StringComparison.Ordinal);
        Assert.Contains("Debian and Ubuntu the package libsodium23", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_that_is_not_there_loads_nothing() => Assert.Equal(0, SodiumLibrary.TryLoad("libnothing-of-this-name.so.23"));

    private static byte[] Fill(byte value, int count) => [.. Enumerable.Repeat(value, count)];
}
