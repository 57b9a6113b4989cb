using Sockets.Transport.Tests.Support;
using Sockets.Transport.ZeroMq;
using Sockets.Transport.ZeroMq.Internal.Wire;
using Sockets.Transport.ZeroMq.Internal.Wire.Curve;

namespace Sockets.Transport.Tests.ZeroMq.Wire.Curve;

/// <summary>
/// A whole CURVE conversation with keys and nonces that everybody knows, computed with libsodium alone and checked against libzmq
/// and NetMQ in both roles. Hexadecimal.
/// </summary>
internal static class CurveVectors
{
    /// <summary>The public key of a client whose secret key is 32 times 11.</summary>
    public const string ClientPublic =
        "7b4e909bbe7ffe44c465a220037d608ee35897d31ef972f07f74892cb0f73f13";

    /// <summary>The public key of a server whose secret key is 32 times 22.</summary>
    public const string ServerPublic =
        "0faa684ed28867b97f4a6a2dee5df8ce974e76b7018e3f22a1c4cf2678570f20";

    /// <summary>The same in Z85.</summary>
    public const string ServerPublicText =
        "52%qr^UILDE[BDc)P]RkMRI.k0GGw*P#tn7CVLy#";

    /// <summary>The server's secret key in Z85.</summary>
    public const string ServerSecretText =
        "a%FiPa%FiPa%FiPa%FiPa%FiPa%FiPa%FiPa%FiP";

    /// <summary>The client's public key for one connection, whose secret key is 32 times 33.</summary>
    public const string ClientTransientPublic =
        "7b0d47d93427f8311160781c7c733fd89f88970aef490d8aa0ee19a4cb8a1b14";

    /// <summary>The server's public key for one connection, whose secret key is 32 times 44.</summary>
    public const string ServerTransientPublic =
        "ff2ee45601ec1b67310c7790404585ae697331eee1c1f8cf2419731c1fff3e6b";

    /// <summary>What the client's transient secret key and the server's public key agree on.</summary>
    public const string AgreedForHello =
        "6d75626a8f94eceaed63dd543a34213d4a2617c0da5ef4e41592141b2c3e9201";

    /// <summary>What both transient keys agree on.</summary>
    public const string AgreedForSession =
        "c512924888c2212f68dd352e9c1e6ac75632b3ceef30b26fa3cdecbf041e2107";

    /// <summary>"hello" under the key 32 times 55 and the nonce 24 times 01.</summary>
    public const string BoxOfHello =
        "2b8aff1fe565b17f2e15ce7698a0d13c812941b89b";

    /// <summary>200 times AB under the same.</summary>
    public const string BoxOfAb =
        "3a82c1576ddf3a17128d15301102330642e7867f5fb1e9bc0730746c9412c29a957ecb5ab35a04196119328136551a2e"
        + "87f5b96fcd041e1cc9771de2cf32358ea99e508789a80fce29019863b148a0ae3985c2f6228cce49322312096b50f2dc"
        + "9c70d1d14f8bd4cabbde7272a4b2653b2c1538e7e77229639a6a19153660b3493aa924bca94a980edc453c8f91a67bdf"
        + "54ca7873dcec3fe8bc8ad872681457f8799473e8d810dd9a1bc656adce212b2f605a3bb1811e5f1e96e1145317a58f02"
        + "615ca352bf4e5e395dd17c789883aa1e753f35640707da2d";

    /// <summary>HELLO.</summary>
    public const string Hello =
        "04c80548454c4c4f01000000000000000000000000000000000000000000000000000000000000000000000000000000"
        + "000000000000000000000000000000000000000000000000000000000000000000007b0d47d93427f8311160781c7c73"
        + "3fd89f88970aef490d8aa0ee19a4cb8a1b1400000000000000018c6cd9fdecc69259664e505bf7c205288b015909e482"
        + "250d362b642a236bca24c8e458d0b0bba08fb967478df2f2bbaee29d72eb8633abb5359378887a4bdf6095ed027201c9"
        + "7c23a7c8c70d14e0824e";

    /// <summary>The cookie: key 32 times 55, nonce 16 times 66.</summary>
    public const string Cookie =
        "6666666666666666666666666666666649308f2fb6a2d451eb35fc662911687a4f62354e31685f215925856c8b414c86"
        + "567a19c49cef0f82ac073297538ae6d7bc1acd1448ff81be79082ffa2ed53f2dcb2688356cddc1acbf411ca2731ff45c";

    /// <summary>WELCOME: nonce 16 times 77.</summary>
    public const string Welcome =
        "04a80757454c434f4d4577777777777777777777777777777777ea617c96bddcda0895be37035906029a6c0dbc1f9fc9"
        + "75c2cd4b7cf996c16483a4d909165a17c39eb790c5cf2dae5d5301c7573caef29dd2729831b86ea1e17070f4c9025221"
        + "40c1855dcef43196ca25f5a300723698fb8eb37eb272e8901bdc6e35d435d23caee8ae58911f29a187533fd718fced26"
        + "fac8367a966bc57f4f50d3bfd0de7f0695f1535a60a04d19adce";

    /// <summary>The vouch: nonce 16 times 88.</summary>
    public const string Vouch =
        "88888888888888888888888888888888729c95875a95e1d7691ee67d3e4926b651d2ebfe317405f90a6f19d469bb411c"
        + "d61024c74760c6d51fb731f9acadc815b48a28cccc07d34bd27705dccdd2d00fdca61b354cdb482b82cbc1330d45003a";

    /// <summary>INITIATE of a SUB.</summary>
    public const string Initiate =
        "06000000000000011408494e4954494154456666666666666666666666666666666649308f2fb6a2d451eb35fc662911"
        + "687a4f62354e31685f215925856c8b414c86567a19c49cef0f82ac073297538ae6d7bc1acd1448ff81be79082ffa2ed5"
        + "3f2dcb2688356cddc1acbf411ca2731ff45c00000000000000028975463aa233bddbb44189c68f53cc0694f4d5e7115f"
        + "10e9401cf94b264c84083e5d526d537b4d39564b890ce24aa06cbd0fb85bc74d8d75cf1622b0108b0a16c1de4468bd09"
        + "907f905a5c5b891b7ce05472799805a9428a503d0fe59c47dd235daee82812e229415a720b1fe580ed442ab0aa6f0b36"
        + "be4df8617f3efd5dc02addeef43e101c794898d2f0c8ab89b2e340115a1d98ac139ee1707db7c14e5676092c5e";

    /// <summary>READY of a PUB.</summary>
    public const string Ready =
        "04310552454144590000000000000001f29b807b63781ab423178e003f7b381665d57704d72d188f691d5246d1293fea"
        + "900dc0";

    /// <summary>The client's number 3: the message 01 AB.</summary>
    public const string ClientOldSubscribe =
        "0024074d45535341474500000000000000033a7e5c12967016359946a082c1dea38ad8d72d68";

    /// <summary>The client's number 3: SUBSCRIBE AB.</summary>
    public const string ClientSubscribe =
        "002d074d45535341474500000000000000032c515c4d043ffdfbaa7e13507affdcdddadf3f7f961c9c3aac40fe9675";

    /// <summary>The server's number 2: AB, and more follows.</summary>
    public const string ServerFirstPart =
        "0023074d4553534147450000000000000002b369a9cc312e8d3b2b0b0428f3ec17509ea9b7";

    /// <summary>The server's number 3: hello.</summary>
    public const string ServerHello =
        "0026074d45535341474500000000000000037b1f9849a69dc16a7174a05feb8f119931471962bc3b";

    /// <summary>The server's number 4: PING.</summary>
    public const string ServerPing =
        "0028074d45535341474500000000000000042930a72311c6118ef700de215552f6e86ca4a43496043f69";

    /// <summary>A greeting that asks for CURVE.</summary>
    public static string Greeting { get; } = EngineRig.GreetingOf("CURVE", minor: 1);

    /// <summary>All that the server is sent.</summary>
    public static string ToServer => Greeting + Hello + Initiate + ClientSubscribe;

    /// <summary>All that the client is sent.</summary>
    public static string ToClient => Greeting + Welcome + Ready + ServerFirstPart + ServerHello + ServerPing;

    /// <summary>The key pair whose secret key is 32 times one byte.</summary>
    public static ZmqCurveKeyPair Keys(byte secret) =>
        ZmqCurveKeyPair.FromSecretKey(CurveKeyText.Format([.. Enumerable.Repeat(secret, 32)]));

    public static ZmqCurvePublicKey PublicKey(string hex) => ZmqCurvePublicKey.FromBytes(Hex.Bytes(hex));

    /// <summary>The client of the vectors, or one with other keys, or that means another server.</summary>
    public static EngineRig ClientRig(byte keys = 0x11, string server = ServerPublic) =>
        new(ZmqSocketType.Sub, new CurveClient(PublicKey(server), Keys(keys), Script(0x33, 0x88)));

    /// <summary>The server of the vectors, or one with other keys.</summary>
    public static EngineRig ServerRig(bool asks = false, byte keys = 0x22, byte cookieKey = 0x55) =>
        new(ZmqSocketType.Pub, new CurveServer(Keys(keys), Script(0x44, cookieKey, 0x66, 0x77)), asks);

    /// <summary>Seals a plain frame as the engine's next.</summary>
    public static string Seal(EngineRig rig, string frame)
    {
        byte[] plain = Hex.Bytes(frame);
        var header = FrameHeader.Read(plain);
        byte[] boxed = new byte[CurveTraffic.SealedLength(header)];
        int length = rig.Engine.Traffic!.Seal(header, plain.AsSpan(header.Size), boxed);
        Assert.Equal(boxed.Length, length);
        return Convert.ToHexStringLower(boxed);
    }

    /// <summary>Fills what is asked for with these bytes in turn.</summary>
    private static FillRandom Script(params byte[] fills)
    {
        int next = 0;
        return destination => destination.Fill(fills[next++]);
    }
}
