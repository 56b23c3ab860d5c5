"""Where the documentation says what requirements and choices are about: data, without any of its sentences.

Sections in order, each with how many words it has and their digests; in each the passages, by where they begin. Words
are those of `documentation._copies`; with the text beside it, `documentation._finding.sections_of` makes these numbers
anew. The module is longer than others, having a digest a line.
"""

from __future__ import annotations

from .._documented import Digest, Passage, Section

SECTIONS: tuple[Section, ...] = (
    Section(
        Digest(9, "db60c40b2aaa5011", "bba9f5de42b91439adfcbbbef292a889a86f9ef4dbc9f00caa462221db86db45"),
        Digest(224, "d30cc950cbfe0f8c", "3a0aedb1f3126ea01c471aaaa200f44ce529ebc5169eea3c7a2e67df3e5b24ad"),
        (
            Passage(
                ("ENB-1",),
                1,
                Digest(29, "b995611b84f8dd44", "44179a4b88bbf0e9addd05c0378b55f1dc760f77df80501b6a65b1feb1de8c0f"),
            ),
            Passage(
                ("ENB-1",),
                68,
                Digest(24, "8712a7cb4fe3988a", "20486da966212f17b7b7a0f099e0a7aa3d9944751ef25200d2e0ec8d33f2647b"),
            ),
            Passage(
                ("ENB-2", "Q-2"),
                93,
                Digest(37, "889780c77ad0505f", "a19f5c5e23c843e91fc1e6f5ef7056ec821608fb7281047acfb47aec3a72c2ef"),
            ),
            Passage(
                ("CON-2",),
                130,
                Digest(29, "8d22703a83e9eb1a", "1dfc58ab66f6c936383918f1274dbc97143bb86a69a501d03613f3de01f2fc1e"),
            ),
        ),
    ),
    Section(
        Digest(7, "07911d749b85231f", "9b85129097457c29163cdfd479f3d72d6b9d8427cbacf93763e5885a3bda329b"),
        Digest(55, "7a83293f1413c0fb", "0341740da8fd9ad91f0ba08d970ec2fb508c6bf4aceb3e524c465c37f1c2a099"),
        (
            Passage(
                ("ENB-2", "Q-2"),
                0,
                Digest(44, "b6c74d3a0d694165", "6c800d9ba592bfb7967269d1651d9a585d82d644c26aee553a26cf8248eb0fe2"),
            ),
        ),
    ),
    Section(
        Digest(2, "9cd22d8c0e48c5d2", "0dc47f318787eea10db9cbd92a61eaf02c38b9eb120be8a6141ba2722fef940d"),
        Digest(211, "b83d0e736fe88270", "411b9a045b6da26b23b81216bd800d11eb51c5a8afc4ece7fce4aab39eea915e"),
        (
            Passage(
                ("ENB-9",),
                0,
                Digest(130, "cc868543438b5a9f", "9749828ce619aace74a36b59ced001070e2e0f826e0fe0f6c6ced39b60c7decc"),
            ),
            Passage(
                ("ENB-8",),
                130,
                Digest(26, "b14856f385c7abc6", "b44e6575a20a932a235579f3c600a51dc725ee16f6080c10942cd3cdac6433cb"),
            ),
            Passage(
                ("ENB-8", "Q-22"),
                156,
                Digest(55, "3a6e323ca6957c0b", "77a7dce73444bed9301baf5a62c43729fd425044d9a428257fe9c5a324689fd4"),
            ),
        ),
    ),
    Section(
        Digest(5, "9303ea68709efd6d", "75616fb68abb6836d56a46249340af74de7dfd2a993815f0c3e1c03439bfe0f4"),
        Digest(162, "b29ef813d18ee48d", "d3e0a42346de152a57fd0dc116d9262ecd82dc2abca2ce3611881600304d83cb"),
        (
            Passage(
                ("CON-5", "Q-21"),
                22,
                Digest(49, "329416a4d23ad315", "9c3af1ef7b7f8af662e5ac0877756b22ccaed63f0756037af8f9756097aaaa51"),
            ),
            Passage(
                ("PRV-2",),
                80,
                Digest(34, "aa3e4bdbf12fae95", "7c3884f86ac32ac4c8edc4fac624b857ee3874a261d1456079d091dde94cc183"),
            ),
            Passage(
                ("PRV-1",),
                114,
                Digest(24, "9170871e6ab6a41a", "9afb7ecc27e683cc4a7bd9fbf9bef99d42f6dfc420ca827ff6c23a686d3e1601"),
            ),
            Passage(
                ("ENB-9",),
                138,
                Digest(17, "5731f8f17b22f46d", "a77d60dac01f5beeae808e353bde6f2a7fae09721a780b0d24eaddd94b4fcddb"),
            ),
        ),
    ),
    Section(
        Digest(18, "acd5300e6d0c87d5", "842ba4b167c8d0102b09282e0fe16fd7835a22576211a23b24e1ecccfbed2fdb"),
        Digest(72, "eab3ec5b80738e2a", "bfb2ca433cc16cc71a246cb59a2aa13b15c604dc1e912036291094b51b51be61"),
        (
            Passage(
                ("ENB-11",),
                27,
                Digest(40, "acb00261ffd2a0e9", "8078ca4b565782b595e1acd6570bd98168a6caf8b1214620844602566d9e7d8d"),
            ),
        ),
    ),
    Section(
        Digest(4, "f208157ae340926c", "b0e054d5c216b9104c9017e929bc56b02cbcd5de354ea1863b91a8714db247df"),
        Digest(253, "f7540df4dbc45f79", "92a1c8b3da5564adaa47baffcfda0711103b987a044b9a5dfa3e47403c736e52"),
        (
            Passage(
                ("ENB-2", "Q-2"),
                1,
                Digest(17, "3e11eed5b7558777", "db86fbb711ad8c1b474b762bdc1a385aa61cca79b720b77c7f57470be6b90026"),
            ),
            Passage(
                ("ENB-3",),
                76,
                Digest(22, "907283fa221f1cd1", "d1bb80751597524790eff2c91937f04db3d6aaa7f9f219a801dd532f4fc4ea1b"),
            ),
            Passage(
                ("ENB-4",),
                104,
                Digest(31, "b0f67b56b37a27b9", "f57b0e1929923202f936e84bb950a40c0ef15a027811492ae2c0fc53b4e7005e"),
            ),
            Passage(
                ("ENB-5",),
                135,
                Digest(19, "b67b00680710cb38", "c7f7ceb5385cc6489ea9d01a0fc14a5d80a49ee64bf7ffd4a1b39ff39c7c2239"),
            ),
            Passage(
                ("ENB-6", "Q-18"),
                154,
                Digest(15, "e122254bc10bb0fa", "3289271f2a77806b1ca2d713b39034594cfef80f14027092d0d525ecc5fdc8c7"),
            ),
            Passage(
                ("ENB-6", "Q-2"),
                169,
                Digest(25, "5cb9b26806eb3b1f", "ab835141b85ac3cafc4cbda05d96edb7a9efb8baaa6f7bb65a7f1aca218e3f04"),
            ),
            Passage(
                ("ENB-5", "Q-2", "Q-20"),
                197,
                Digest(36, "c976c5afb072f084", "7c90260f856154a695dfce1c2eb0983c0def24d5db9b33a2462ed96897ed1447"),
            ),
        ),
    ),
    Section(
        Digest(13, "0b045c2272afed33", "946f79129ee7cdb60cf50a50bfff825013c13c370540a3d1bbefad391f1cf339"),
        Digest(193, "cb0c94df29e55808", "f89e9b1c0fd851996f43126d43714d34c89c27d5317090e460f2546bfd2cfd95"),
        (
            Passage(
                ("ENB-7", "Q-16"),
                0,
                Digest(39, "5579ea1083f0e5a1", "4df1e764903f98651730487084085d40948ec4cde5d80c4469c3dd6e71e5856d"),
            ),
            Passage(
                ("ENB-7",),
                39,
                Digest(21, "ddd9b9e4d25f936e", "53a172126d79ba3457d18dd4f3429cbf2e27014a812a44fa2e6a417dfa3b0ef1"),
            ),
            Passage(
                ("ENB-10",),
                92,
                Digest(10, "b0a2659ec92fac4c", "da827b5ceca9636e9877fdcea49d48246e89d51455a300ba3e024e87c8b8b0dd"),
            ),
            Passage(
                ("ENB-7",),
                136,
                Digest(31, "00247d228d3bd1df", "cb68261a71619e7a1be3838ff5c98810feb38888370fe9a92bf49a27af4b63c1"),
            ),
        ),
    ),
    Section(
        Digest(12, "d32a2bcf38570be6", "731e6af0e0f561c149c0c9a185c7e01150ef015dbdb7e85c0f889c7c2ba7add5"),
        Digest(114, "af46012687f0dd4d", "1ee7d702b5034aa6da8f7ff0465770f23767189d5f0db18fd3fedcef663e053f"),
        (
            Passage(
                ("CON-1", "Q-17"),
                0,
                Digest(52, "8e31a2c2b5e09197", "12f9a8d8c6287103e8e0a4e1def9c241fc50da76c400b9fb2c2f3ee1ca4b8589"),
            ),
        ),
    ),
    Section(
        Digest(5, "abebf1ba4e427c42", "d9f4b1227d866bc755215629ec9784e6d0f69917745258c18e70b23970c87184"),
        Digest(360, "f445268115727ac6", "08f939502fbbd67475838a9a1cf0f5de507cd81ea1d6bcb5665830174376ebde"),
        (
            Passage(
                ("CON-1",),
                0,
                Digest(15, "1bcc497e7fac19b4", "6f8c849875f70782f4502aa59df0144becb1f4b7f542b0db848740fde0ab053f"),
            ),
            Passage(
                ("CRD-1", "Q-14"),
                84,
                Digest(44, "aa8d3287b52b7d42", "1eba38374f6b31b955fb30854ab81c316da66c1142ba8707be66a4cb2a028028"),
            ),
            Passage(
                ("CRD-2",),
                128,
                Digest(15, "ba5985ed4cea7388", "91ec268f5fb6a03d77b743d5757d4f68d3904a3576330555eb34b86f5fd0ce28"),
            ),
            Passage(
                ("CRD-1", "CRD-2", "Q-3", "Q-9"),
                156,
                Digest(26, "e21e644b825872c9", "58302a3740fbaff0ac573306889a46c7c5cb5fa1a13e3b6eceebb7e88cdd4012"),
            ),
            Passage(
                ("CRD-3", "Q-3", "Q-5"),
                182,
                Digest(23, "3751fb9e52446be7", "64cc5fb1c48617d481bde678086ceca9f7c69e2a65472c9d58f3810876ba318f"),
            ),
            Passage(
                ("CRD-3",),
                205,
                Digest(20, "e78be0c750adfe51", "56225f9abc565f490da362c8b75deb2b5e1e74c13291550113ebea0a247d6988"),
            ),
            Passage(
                ("CRD-4", "CRD-6"),
                240,
                Digest(22, "fbdd093e764f0b0f", "92b2d824f647f3bce9e7ef8f53862b1142046a4dfc25f63b5ba86d927185d470"),
            ),
            Passage(
                ("CRD-4", "Q-13"),
                262,
                Digest(25, "817ee816f6fd1a5a", "6fe98cd638c84b37d5542d206ff5551f134db923bf1c26670c7e27564429775d"),
            ),
            Passage(
                ("CRD-5",),
                287,
                Digest(32, "f8bb1b57aa416ae5", "a0b0a35c07adedd22c1a15578978fb6c932fcdc2b66033d85e693972cadd191e"),
            ),
            Passage(
                ("CRD-5",),
                329,
                Digest(31, "cb9dc736244a01f9", "2bac78b5f165ebdf9845264f067ade55453a1bd1a55c04c0b8ca8503cd124999"),
            ),
        ),
    ),
    Section(
        Digest(16, "951108ff81d91fcd", "e737f12de654a566f9c187916fb1bc223385ac55ee01fcd5b09ded00b83aaf00"),
        Digest(118, "ce7c95fdd51d203b", "a0cd52f9729338e6be7755c37f1cd247d6ad61a02b5d43471d5adbafed433577"),
        (
            Passage(
                ("CON-2",),
                0,
                Digest(44, "0be5446f497b9627", "bebdcf073c0de60ad88aee0a1854b418356ad2526b3c2c86974714817cf81aa8"),
            ),
            Passage(
                ("CON-4",),
                45,
                Digest(18, "f86fc6c14efaecea", "48cd6325055ccb3ab219ab3eddd142b33ee81320eb604375464e3db0b56792d8"),
            ),
            Passage(
                ("DIS-8",),
                63,
                Digest(20, "da70cbd9154ac604", "1c92cface5d00c385efc6039fb81c567e728e0ea01191493550f9526d6648569"),
            ),
        ),
    ),
    Section(
        Digest(12, "174e42dd86529e80", "82167b6595ba173e2d643a770da7b8d8af2bf9a9cf9eb1ddc8a7b8d3b56b7ddc"),
        Digest(223, "c2d7d56aa6d0a66b", "2aead7949796e7fb5cffaaf0e65c5d8c92d6f3c4d1095007f0b9b87570666196"),
        (
            Passage(
                ("DIS-1", "DIS-7", "Q-15"),
                0,
                Digest(26, "570ec4ce82218481", "b20b046a7e37f783b0974442f51df9f2f45bc072d4e5262b15efa590fe391eca"),
            ),
            Passage(
                ("DIS-1", "Q-12", "Q-23"),
                26,
                Digest(10, "66231d2d175295d0", "ec208eb8e2dcb8480c3fc10d22917d4f41ea848ce61c5788c5e3b19054f28212"),
            ),
            Passage(
                ("DIS-1", "DIS-5", "Q-6"),
                36,
                Digest(53, "dad1f15a87bdd7d1", "0dfc0133dde9105eedd8caa577ae9e601a34a8abd3c4ebb3077b150316288855"),
            ),
            Passage(
                ("DIS-1", "DIS-5", "DIS-7", "Q-6", "Q-15"),
                89,
                Digest(31, "04aca3417983fec9", "7fbadae1f2140f36d56277c8eb992f42c8b988d0542db5bd7880bc699a7db7a0"),
            ),
            Passage(
                ("DIS-1", "Q-7"),
                120,
                Digest(11, "58313593244afb8d", "b47b2742b46db3e31748119ff6ca945bbd2fa81927987b678c6e00b5ba2da493"),
            ),
        ),
    ),
    Section(
        Digest(12, "396d9aac66231b74", "19ab5910a6411d0eb4d6f4a68ec2cd2a086c6de6ba438f6bf7b26d15c66803a2"),
        Digest(241, "f02ca7a39182d58f", "2349c724649d624c824b645c9f7eb58efc6f5277a69832e5593ca18e35d3252f"),
        (
            Passage(
                ("DIS-2",),
                0,
                Digest(35, "51f42f6f0b3403b8", "2eadf8727b1f631713146f6d9f135db26c6c3f3834720d631aa0d49dea6eebf5"),
            ),
            Passage(
                ("DIS-3",),
                35,
                Digest(14, "51fb96a6989191a7", "d0fdfe587e4218a51f62edf05a955bfecbc1cd1ac8ec1978e4009e1baa1d6632"),
            ),
            Passage(
                ("DIS-3",),
                49,
                Digest(50, "3988d6570f7a6244", "06e6dce7101d99046e0782680da896d80ce311c3e808b86741d87adc27b13d21"),
            ),
            Passage(
                ("DIS-2",),
                209,
                Digest(22, "59eca6371fcbfc53", "90c218e5ed020bce041c2e78ccc8a99ecfa3c45084c62f5dc53eb06e76fc2bcb"),
            ),
        ),
    ),
    Section(
        Digest(11, "ede11f606d1d3bc0", "92b10193dbeea05e7f806515de24e845fae91f75cf44585676d758dfd4a87164"),
        Digest(198, "26731605af671404", "110193d170d3b274887b8a6e51275eb71affa65d06044889f57cc7166e5dad0f"),
        (
            Passage(
                ("DIS-4",),
                0,
                Digest(21, "43f00a3010620292", "e72b09de32a360eb50cafe9c15a024b54862028be295dee8b11a6662ab66ba40"),
            ),
            Passage(
                ("DIS-4", "DIS-6", "Q-10"),
                59,
                Digest(17, "81cada9754d814f1", "522f1b37298e9a16f3b520de7d25a2ee0adebd91414e7ec79d9434c1ce8d60e4"),
            ),
            Passage(
                ("DIS-4", "DIS-7", "Q-1", "Q-15"),
                76,
                Digest(11, "4b11386ec56eebf6", "3087daee1b3ad1d1da1bb180d3a3bf113a0e66d555a95e5c19f6f50d5e8453b7"),
            ),
            Passage(
                ("DIS-4",),
                87,
                Digest(16, "442fdc0ed7998b3f", "a156487cea281557330103afcc3ee284f5fc6a1c5ba1b52abb67da0575864f66"),
            ),
            Passage(
                ("DIS-4", "Q-15"),
                103,
                Digest(15, "897f218e841169f5", "da14b95b2c6e396b09fd24462a1bfefbfeae510a33ad6adf27b7895f235c5b5f"),
            ),
            Passage(
                ("DIS-2", "DIS-4"),
                118,
                Digest(20, "f46b698d82d0db93", "4b1804ae3099c7250e92e993be950a9ac8f7d49e7ce7aa8a9e4756fad6a2f132"),
            ),
            Passage(
                ("DIS-4 row 1", "DIS-5", "Q-6"),
                138,
                Digest(7, "8f35a9a880953de4", "7c8307168b0d36e1336fb75df47096b263f13f0f242724f844635b5f4cb14c66"),
                is_block=True,
            ),
            Passage(
                ("DIS-4 row 2", "DIS-5", "Q-6"),
                145,
                Digest(9, "6890a68197342b90", "73416a68e8c68ee8ef8c3355cf287730872bf3d4db967efa066caf5e89796976"),
                is_block=True,
            ),
            Passage(
                ("DIS-4 row 3", "DIS-5", "Q-6"),
                154,
                Digest(7, "8f35a9a880953de4", "3fa81d9e08f32678e225ac91d356ddb22fb01c27a559f0d4bdfe584dcdbbd2f3"),
                is_block=True,
            ),
            Passage(
                ("DIS-4 row 4", "DIS-5", "Q-6"),
                161,
                Digest(9, "6890a68197342b90", "297ae3372ad0f344eae225b0546b2641fe56fd9d0f8f39af1756d27e84631810"),
                is_block=True,
            ),
            Passage(
                ("DIS-4 row 5", "DIS-5", "Q-6"),
                170,
                Digest(10, "4771c04058f0e5b0", "9775b7a30fe156ba7f1fb57eb60082e032f087ebff438548b1bce0a17d7fec68"),
                is_block=True,
            ),
            Passage(
                ("DIS-4 row 6", "DIS-5", "Q-6"),
                180,
                Digest(6, "296e5d92da0f2569", "3788976f423e57e3695c8a1e5b9be0991280918e69be34fa85809315d2233bea"),
                is_block=True,
            ),
            Passage(
                ("DIS-4 row 7", "DIS-5", "Q-6"),
                186,
                Digest(6, "296e5d92da0f2569", "7ff19c6a495f2c0fe815afdd5efb2b42f35195e684339893965dc9b8c0cfa87b"),
                is_block=True,
            ),
            Passage(
                ("DIS-4 row 8", "DIS-5", "Q-6"),
                192,
                Digest(6, "a2882b3bf545c70e", "7478363a59fba3f664017f845e95d23d860850434fbdf86d1de5d84149676de3"),
                is_block=True,
            ),
        ),
    ),
    Section(
        Digest(10, "c67ddd118653da37", "7192ddd074de09e822328a64cfd87dc3457c1afd0546dbd193ae816c818bd771"),
        Digest(278, "2b8d9b84fc51ef43", "32a242bdd1d02ca98245468880f283ccc8fc53289f70afac3ea96229e54e8ae5"),
        (
            Passage(
                ("JOI-1",),
                0,
                Digest(38, "f96c472eb9a107e4", "34df7083d46392426c09991c4b87203b32ede66dd315b861c06c12f243a04839"),
            ),
            Passage(
                ("JOI-1",),
                38,
                Digest(20, "833dcacbf19e0cd9", "09bf2f8bb642cad60ae291fc5c93530e335e7b68327591b2c5a7b8e9efd28e30"),
            ),
            Passage(
                ("JOI-2",),
                74,
                Digest(13, "779c7cf022cefb15", "6c0acdacdd2978dd59e1553362361854d73c73532b81110c0c64274380b54845"),
            ),
            Passage(
                ("JOI-3", "Q-12"),
                87,
                Digest(11, "f86ab8256490ca2a", "bcbe82ec24968d16f599d109920587bc50e3d7ac8fffeb14f43d697a6c84f186"),
            ),
        ),
    ),
    Section(
        Digest(14, "ca78f3ea28843539", "13992c1ee38d60db58429d74a9c93171973635582e3d9b6a056101ce269fdefa"),
        Digest(78, "0932bcf70c35df54", "2529d8f7c0d00e6e79cbf837b52adc15cc12e24af04657d899b5a37238c9b672"),
        (
            Passage(
                ("NTF-1",),
                0,
                Digest(32, "132c1db3bcf68e2a", "20441c01408faf1208ed9e15155cf996d7fc2e339e4c23c1a0047ac2461e8365"),
            ),
        ),
    ),
    Section(
        Digest(8, "0f3d21c86ef1e1a8", "b55bb011c69bdf51f998bd98fd219eaf71e44ef136badde2cf8ee4f356cf0e4e"),
        Digest(11, "ce1ea5efadf45f05", "ad5e9f1e3e6a363b7580eee36dd7cd72fa4d217d30f794bda641d35b209a7206"),
    ),
    Section(
        Digest(8, "dbc340e7f4a33137", "1a23a6ad3241fd76150d88f1176bb181b475b6a176c7b6822761f8ce16c0dd72"),
        Digest(49, "6a67060be7dd8f55", "466e92f696d9eaebe36fcdb84ce05f020bef67e7d8e1548012caa751fa9c2f7c"),
        (
            Passage(
                ("NTF-4",),
                0,
                Digest(28, "fc221058157e8101", "a03f146238660f4977ed9464add089a76a5bbf72e61e3836d9f4777e8ed6ff57"),
            ),
            Passage(
                ("NTF-5", "Q-8", "Q-11"),
                28,
                Digest(21, "6e44f5b3d25f0e54", "8387fc3b06f4a9c754c2f84cbad6778d9af6e7b221cbe8163bbb88fa8b450609"),
            ),
        ),
    ),
    Section(
        Digest(6, "205ed068712693bb", "71058be7a765f3d11dc39c168e9a22886384b24ecb6ed986043e5af49f87fb12"),
        Digest(21, "e762e46465c20ca2", "61b1a895d4a4993691c339779df98860f74a41217e8b40fd17a069680158c4b3"),
        (
            Passage(
                ("NTF-7",),
                0,
                Digest(21, "e762e46465c20ca2", "61b1a895d4a4993691c339779df98860f74a41217e8b40fd17a069680158c4b3"),
            ),
        ),
    ),
    Section(
        Digest(13, "d14a603ad6f9e111", "f92f0924fc20c973370a5219979476cdcf96d686bd1044eaf0443315339578dd"),
        Digest(195, "dac5acfb6e4eb94b", "ecf440281154b57d74eee90e9e94b5c8c53b09ab438ccf51add845f8aa4e13f4"),
        (
            Passage(
                ("NTF-1",),
                0,
                Digest(20, "6aade895ca701c5a", "26b6d53e6fa618db68e9eb4daa806f56b03ac55c0b347cace2577d79b1311d72"),
            ),
            Passage(
                ("NTF-1", "Q-14"),
                96,
                Digest(15, "44382ba9fe0b6456", "9828d6ccb25222691401edb9973dcd15a04c0e72fff3e59567a76507b317e878"),
            ),
            Passage(
                ("NTF-2",),
                111,
                Digest(28, "5d02bf6b6983f2ac", "6bbb39950d3daba44bbcd1b3db2547238fa3964ba3cf3b61d2d082f6c2ff5c77"),
            ),
            Passage(
                ("NTF-3",),
                140,
                Digest(14, "715f12b149c1ddf8", "ca5326ad57fd96cc5a62060080d9dc50a0f481f91348bee08c8ab01e18568e9b"),
            ),
            Passage(
                ("NTF-1", "NTF-6", "Q-4"),
                173,
                Digest(22, "870978fa6ba362ff", "ec695c7cb2a43b6f16e64bbed84fed663d15f9ce286a2f634b25b5f40e672f4e"),
            ),
        ),
    ),
    Section(
        Digest(20, "430249720af3f952", "99dd3e75e3efd1714e2a18a54761838125a11d172c574ad989c0198ebad0f37d"),
        Digest(154, "2dc06ae512abd03c", "b9e5ff3b30b97768c892044b856fc0d93221b6d3c79d3c1e423546b59c7d1419"),
        (
            Passage(
                ("CON-5", "Q-21"),
                0,
                Digest(40, "3d5e66343b13c9c5", "c231d4324c80d843c162cd8e4ddecc3d4082d9cd4ada60f5beada01f838e2920"),
            ),
            Passage(
                ("TML-3",),
                40,
                Digest(48, "ba6f58cb5022c96f", "07a790044564f1de4ec375341d8b703eb87898e20143a6abd5d3e19ca5123243"),
            ),
            Passage(
                ("TML-5",),
                88,
                Digest(32, "b1deb08d9d2ddefe", "ae315657e7f5101c2c2529160958000f14dd82dc1ec2c69c3e4cc4b2cf293c66"),
            ),
            Passage(
                ("TML-5", "JOI-5"),
                120,
                Digest(34, "8413fb57ea475e0a", "2f911298c168f127bb4d405ddbed42f19fc45881397db0348a1b55365d3655ce"),
            ),
        ),
    ),
    Section(
        Digest(2, "1766fb6654faa19d", "fbbd13a5d5d3ae06b3e113b8d3dd36e23ef8f352acdbdc59f3c63816a19337fa"),
        Digest(177, "bb9524371c42e502", "27a5b99d6c5b66647e3a27a3e5bf861fbbf5df7f80b13e326ca78ac0dc60d900"),
        (
            Passage(
                ("TML-2",),
                0,
                Digest(21, "3dea1d99ae568642", "9cef5384d2b956000d87398526c5f0a516ba729ddc5afd1aa7f8fe54fb0d2331"),
            ),
            Passage(
                ("TML-4", "Q-16"),
                21,
                Digest(37, "e91fa82765c15b15", "fd2548afdab6f73d4d5280cb3391028480c94f88c1b355f281b648e58b921687"),
            ),
            Passage(
                ("TML-1",),
                95,
                Digest(35, "790800a62be3105b", "07a00ed2f928fe967f432e624ac6e39c783c34285bf15a72ee075c2ed6f6d17e"),
            ),
        ),
    ),
)
