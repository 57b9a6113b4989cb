using Sockets.Transport.Tests.Support;
using Sockets.Transport.Tests.ZeroMq.Wire.Curve;
using Sockets.Transport.ZeroMq;
using Sockets.Transport.ZeroMq.Internal.Wire;

namespace Sockets.Transport.Tests.ZeroMq;

/// <summary>Keys as people handle them.</summary>
public sealed class CurveKeyTests
{
    [Fact]
    public void Z85_is_that_of_its_specification()
    {
        // RFC 32's own example.
        byte[] bytes = Hex.Bytes("86 4f d2 6f b5 59 f7 5b");
        char[] text = new char[10];
        Z85.Encode(bytes, text);
        Assert.Equal("HelloWorld", new string(text));
        byte[] back = new byte[8];
        Assert.Null(Z85.Decode(text, back));
        Assert.Equal(bytes, back);
    }

    [Fact]
    public void Z85_reaches_from_zeros_to_all_ones()
    {
        byte[] bytes = new byte[4];
        Assert.Null(Z85.Decode("%nSc0", bytes));
        Assert.Equal([0xff, 0xff, 0xff, 0xff], bytes);
        Assert.Contains("characters 1 to 5 stand for more than 32 bits", Z85.Decode("%nSc1", bytes), StringComparison.Ordinal);
        Assert.Null(Z85.Decode("00000", bytes));
        Assert.Equal([0, 0, 0, 0], bytes);
    }

    [Fact]
    public void A_secret_key_brings_its_public_key_along()
    {
        using var keys = ZmqCurveKeyPair.FromSecretKey(CurveVectors.ServerSecretText);
        Assert.Equal(CurveVectors.ServerPublicText, keys.PublicKey.ToString());
        Assert.Equal(CurveVectors.ServerSecretText, keys.ExportSecretKey());
        Assert.Equal(CurveVectors.ServerPublic, Convert.ToHexStringLower(keys.PublicKey.Bytes));
        Assert.Equal(CurveVectors.ServerPublicText, $"{keys}");
    }

    [Fact]
    public void A_new_pair_is_another_one_and_survives_being_written_down()
    {
        using var one = ZmqCurveKeyPair.Generate();
        using var other = ZmqCurveKeyPair.Generate();
        Assert.NotEqual(one.PublicKey, other.PublicKey);
        using var again = ZmqCurveKeyPair.FromSecretKey(one.ExportSecretKey());
        Assert.Equal(one.PublicKey, again.PublicKey);
        Assert.Equal(one.PublicKey.GetHashCode(), again.PublicKey.GetHashCode());
        Assert.Equal(one.PublicKey, ZmqCurvePublicKey.Parse($"{one}"));
    }

    [Theory]
    [InlineData("", "it has 0 characters, a key has 40 in Z85")]
    [InlineData("52%qr^UILDE[BDc)P]RkMRI.k0GGw*P#tn7CVLy", "it has 39 characters")]
    [InlineData("52%qr^UILDE[BDc)P]RkMRI.k0GGw*P#tn7CVLy##", "it has 41 characters")]
    [InlineData(CurveVectors.ServerPublic, "this looks like hexadecimal")]
    [InlineData("52%qr^~ILDE[BDc)P]RkMRI.k0GGw*P#tn7CVLy#", "its character 7 is none of Z85's")]
    [InlineData("#####0000000000000000000000000000000000#", "its characters 1 to 5 stand for more than 32 bits")]
    public void What_is_wrong_with_a_key_is_said(string text, string words)
    {
        FormatException e = Assert.Throws<FormatException>(() => ZmqCurvePublicKey.Parse(text));
        Assert.Contains("no CURVE public key: ", e.Message, StringComparison.Ordinal);
        Assert.Contains(words, e.Message, StringComparison.Ordinal);
        e = Assert.Throws<FormatException>(() => ZmqCurveKeyPair.FromSecretKey(text));
        Assert.Contains("no CURVE secret key: ", e.Message, StringComparison.Ordinal);
        Assert.True(text.Length < 5 || !e.Message.Contains(text[..5], StringComparison.Ordinal), "It shows a secret.");
    }

    [Fact]
    public void A_key_has_32_bytes()
    {
        ArgumentException e = Assert.Throws<ArgumentException>(() => ZmqCurvePublicKey.FromBytes(new byte[31]));
        Assert.Contains("has 32 bytes, not 31", e.Message, StringComparison.Ordinal);
    }
}
